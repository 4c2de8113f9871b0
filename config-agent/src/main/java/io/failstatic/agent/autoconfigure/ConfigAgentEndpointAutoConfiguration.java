package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.actuate.ConfigAgentEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the actuator endpoint {@code configagent}. */
@AutoConfiguration(after = ConfigAgentAutoConfiguration.class)
@ConditionalOnClass({WebEndpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(ConfigAgent.class)
public final class ConfigAgentEndpointAutoConfiguration {

    // On the method: a condition that is absent must not be looked at before the class condition above has spoken.
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    ConfigAgentEndpoint configAgentEndpoint(ConfigAgent agent) {
        return new ConfigAgentEndpoint(agent);
    }
}
