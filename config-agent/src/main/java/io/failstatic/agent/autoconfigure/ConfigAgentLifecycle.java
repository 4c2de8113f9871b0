package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.ConfigAgent;
import org.springframework.context.SmartLifecycle;

/** Takes the agent to the network with the application. It is closed as a bean, after everything that uses it. */
final class ConfigAgentLifecycle implements SmartLifecycle {

    private final ConfigAgent agent;
    private volatile boolean running;

    ConfigAgentLifecycle(ConfigAgent agent) {
        this.agent = agent;
    }

    @Override
    public void start() {
        agent.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
