package io.failstatic.agent.autoconfigure;

import dev.openfeature.sdk.FeatureProvider;
import dev.openfeature.sdk.OpenFeatureAPI;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.openfeature.FailstaticProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the OpenFeature provider, which becomes the default one of the OpenFeature API. A host that has a
 * {@link FeatureProvider} of its own as a bean keeps it and registers what it likes.
 */
@AutoConfiguration(after = ConfigAgentAutoConfiguration.class)
@ConditionalOnClass(OpenFeatureAPI.class)
@ConditionalOnBean(ConfigAgent.class)
@ConditionalOnMissingBean(FeatureProvider.class)
public final class ConfigAgentOpenFeatureAutoConfiguration {

    // The API shuts its provider down itself.
    @Bean(destroyMethod = "")
    FailstaticProvider failstaticProvider(ConfigAgent agent) {
        return new FailstaticProvider(agent);
    }

    @Bean
    OpenFeatureRegistration openFeatureRegistration(FailstaticProvider provider) {
        return new OpenFeatureRegistration(provider, OpenFeatureAPI.getInstance());
    }
}
