package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.actuate.ConfigAgentHealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the health contributor {@code configAgent}. */
@AutoConfiguration(after = ConfigAgentAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(ConfigAgent.class)
public final class ConfigAgentHealthAutoConfiguration {

    // On the method: a condition that is absent must not be looked at before the class condition above has spoken.
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnEnabledHealthIndicator("config-agent")
    ConfigAgentHealthIndicator configAgentHealthIndicator(ConfigAgent agent) {
        return new ConfigAgentHealthIndicator(agent);
    }
}
