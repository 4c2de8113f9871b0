package io.failstatic.agent;

/** What a host does when its agent becomes degraded, and when it recovers. */
@FunctionalInterface
public interface StatusListener {

    /**
     * Called within about a second of every change between {@code OK} and {@code DEGRADED}, on a thread of the agent. The
     * agent is taken to be {@code OK} until its first poll has ended. What is thrown here is logged and forgotten.
     *
     * @param status how the agent stands now
     */
    void changed(AgentStatus status);
}
