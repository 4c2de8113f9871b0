package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.AgentStatus;

/** Application event: the agent is no longer degraded. */
public record AgentRecoveredEvent(AgentStatus status) {}
