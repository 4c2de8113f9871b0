package io.failstatic.edge.shared;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets edges count together where a Redis is named. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("edge.shared-counters.url")
@EnableConfigurationProperties(SharedCounterProperties.class)
class SharedCountersConfiguration {

    @Bean
    SharedCounters sharedCounters(SharedCounterProperties properties) {
        return new SharedCounters(properties);
    }
}
