package io.failstatic.agent;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An observer whose failures end here. */
final class ContainedObserver implements AgentObserver {

    private static final Logger log = LoggerFactory.getLogger(ContainedObserver.class);

    private final AgentObserver observer;

    ContainedObserver(AgentObserver observer) {
        this.observer = observer;
    }

    @Override
    public void polled(String outcome) {
        contain(() -> observer.polled(outcome));
    }

    @Override
    public void refused(Refusal refusal) {
        contain(() -> observer.refused(refusal));
    }

    @Override
    public void applied(Snapshot snapshot, Duration took) {
        contain(() -> observer.applied(snapshot, took));
    }

    @Override
    public void diskFailed() {
        contain(observer::diskFailed);
    }

    private static void contain(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            log.debug("observer failed", e);
        }
    }
}
