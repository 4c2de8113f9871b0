package io.failstatic.benchmarks.flags;

import java.util.Arrays;
import java.util.Set;
import org.togglz.core.Feature;
import org.togglz.core.activation.GradualActivationStrategy;
import org.togglz.core.manager.FeatureManager;
import org.togglz.core.manager.FeatureManagerBuilder;
import org.togglz.core.metadata.EmptyFeatureMetaData;
import org.togglz.core.metadata.FeatureMetaData;
import org.togglz.core.repository.FeatureState;
import org.togglz.core.repository.mem.InMemoryStateRepository;
import org.togglz.core.spi.FeatureProvider;
import org.togglz.core.user.FeatureUser;
import org.togglz.core.user.SimpleFeatureUser;
import org.togglz.core.util.NamedFeature;

/** Togglz with its gradual strategy. <em>Confined to one thread</em>, for it asks who the current user is. */
final class TogglzFlags implements FlagContestant {

    private final Feature[] features;
    private final FeatureUser[] users =
            Arrays.stream(FlagScenario.tenantIds()).map(SimpleFeatureUser::new).toArray(FeatureUser[]::new);
    private final FeatureManager manager;
    private FeatureUser user = users[0];

    TogglzFlags(FlagScenario scenario) {
        this.features =
                Arrays.stream(scenario.flagNames()).map(NamedFeature::new).toArray(Feature[]::new);
        InMemoryStateRepository states = new InMemoryStateRepository();
        for (Feature feature : features) {
            states.setFeatureState(new FeatureState(feature, true)
                    .setStrategyId(GradualActivationStrategy.ID)
                    .setParameter(
                            GradualActivationStrategy.PARAM_PERCENTAGE, Integer.toString(FlagScenario.PERCENTAGE)));
        }
        this.manager = FeatureManagerBuilder.begin()
                .featureProvider(new Features(Set.of(features)))
                .stateRepository(states)
                .userProvider(() -> user)
                .build();
    }

    @Override
    public boolean isEnabled(int flag, int tenant) {
        user = users[tenant];
        return manager.isActive(features[flag]);
    }

    private record Features(Set<Feature> features) implements FeatureProvider {

        @Override
        public Set<Feature> getFeatures() {
            return features;
        }

        @Override
        public FeatureMetaData getMetaData(Feature feature) {
            return new EmptyFeatureMetaData(feature);
        }
    }
}
