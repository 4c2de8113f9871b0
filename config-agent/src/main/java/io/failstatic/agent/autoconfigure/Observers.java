package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.AgentObserver;
import io.failstatic.agent.Refusal;
import io.failstatic.agent.Snapshot;
import java.time.Duration;
import java.util.List;

/** Several observers as one. */
record Observers(List<AgentObserver> all) implements AgentObserver {

    @Override
    public void polled(String outcome) {
        all.forEach(observer -> observer.polled(outcome));
    }

    @Override
    public void refused(Refusal refusal) {
        all.forEach(observer -> observer.refused(refusal));
    }

    @Override
    public void applied(Snapshot snapshot, Duration took) {
        all.forEach(observer -> observer.applied(snapshot, took));
    }

    @Override
    public void diskFailed() {
        all.forEach(AgentObserver::diskFailed);
    }
}
