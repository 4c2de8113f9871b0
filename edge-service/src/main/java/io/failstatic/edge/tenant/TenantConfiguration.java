package io.failstatic.edge.tenant;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes {@link Callers} from its settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CallerProperties.class)
class TenantConfiguration {

    @Bean
    Callers callers(CallerProperties properties) {
        return new Callers(properties.requireApiKey(), properties.tenantHeader(), properties.trustedProxies());
    }
}
