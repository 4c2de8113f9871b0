package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.AgentStatus;
import io.failstatic.agent.AgentStatus.State;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Snapshot;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;

/** Makes application events of what the agent tells its listeners, until the application is closed. */
final class AgentEvents implements DisposableBean {

    private final ApplicationEventPublisher publisher;
    private volatile boolean closed;

    AgentEvents(ConfigAgent agent, ApplicationEventPublisher publisher) {
        this.publisher = publisher;
        agent.onChange(this::applied);
        agent.onStatusChange(this::changed);
    }

    @Override
    public void destroy() {
        closed = true;
    }

    private void applied(Snapshot snapshot) {
        publish(new SnapshotAppliedEvent(snapshot));
    }

    private void changed(AgentStatus status) {
        publish(status.state() == State.DEGRADED ? new AgentDegradedEvent(status) : new AgentRecoveredEvent(status));
    }

    private void publish(Object event) {
        if (!closed) {
            publisher.publishEvent(event);
        }
    }
}
