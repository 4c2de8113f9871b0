package io.failstatic.agent.autoconfigure;

import dev.openfeature.sdk.FeatureProvider;
import dev.openfeature.sdk.NoOpProvider;
import dev.openfeature.sdk.OpenFeatureAPI;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/** The time for which a provider is the default one of the OpenFeature API: that of its application context. */
record OpenFeatureRegistration(FeatureProvider provider, OpenFeatureAPI api)
        implements InitializingBean, DisposableBean {

    @Override
    public void afterPropertiesSet() {
        api.setProviderAndWait(provider);
    }

    @Override
    public void destroy() {
        if (api.getProvider() == provider) {
            api.setProvider(new NoOpProvider());
        }
    }
}
