package io.failstatic.edge.shared;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets edges count together where a Redis is named. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("edge.shared-counters.url")
@EnableConfigurationProperties(SharedCounterProperties.class)
class SharedCountersConfiguration {

    @Bean
    SharedCounters sharedCounters(SharedCounterProperties properties, SslBundles bundles) {
        String bundle = properties.ssl().bundle();
        if (bundle != null) {
            // One that does not exist is a mistake to be told of at the start.
            bundles.getBundle(bundle);
        }
        return new SharedCounters(properties, () -> bundle == null ? null : bundles.getBundle(bundle));
    }
}
