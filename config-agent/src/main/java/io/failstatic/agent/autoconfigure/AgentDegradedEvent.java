package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.AgentStatus;

/** Application event: the agent became degraded. It goes on serving; the reasons are in the status. */
public record AgentDegradedEvent(AgentStatus status) {}
