package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.actuate.AgentGauges;
import io.failstatic.agent.actuate.AgentMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the agent's meters. */
@AutoConfiguration(
        after = ConfigAgentAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ConfigAgent.class, MeterRegistry.class})
public final class ConfigAgentMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    AgentMetrics configAgentMetrics(MeterRegistry registry) {
        return new AgentMetrics(registry, Clock.systemUTC());
    }

    @Bean
    @ConditionalOnMissingBean
    AgentGauges configAgentGauges(ConfigAgent agent) {
        return new AgentGauges(agent);
    }
}
