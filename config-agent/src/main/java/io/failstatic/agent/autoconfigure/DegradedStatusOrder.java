package io.failstatic.agent.autoconfigure;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Puts {@code DEGRADED} into the order of health statuses, below every other source of properties: the default order does
 * not know it, and the aggregate would be {@code UP} or {@code UNKNOWN}.
 */
final class DegradedStatusOrder implements EnvironmentPostProcessor {

    private static final Map<String, Object> DEFAULTS =
            Map.of("management.endpoint.health.status.order", "DOWN,OUT_OF_SERVICE,DEGRADED,UP,UNKNOWN");

    DegradedStatusOrder() {}

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        environment.getPropertySources().addLast(new MapPropertySource("configAgentDefaults", DEFAULTS));
    }
}
