package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch over the agent's own status: becoming stale is an event in which nothing happens, so somebody has to look.
 * Listeners run on its thread, where they can hold up neither polls nor the disk. <em>Thread-safe.</em>
 */
final class Transitions {

    private static final Logger log = LoggerFactory.getLogger(Transitions.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Supplier<AgentStatus> status;
    private final List<Told> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(AgentThreads.named("config-agent-status"));

    Transitions(Supplier<AgentStatus> status) {
        this.status = status;
        add(Transitions::write);
    }

    void add(StatusListener listener) {
        listeners.add(new Told(listener));
    }

    void start() {
        var unused =
                thread.scheduleWithFixedDelay(this::check, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    void close() {
        thread.shutdownNow();
    }

    /** Looks once and tells those who don't know yet. */
    void check() {
        try {
            AgentStatus now = status.get();
            if (now.lastPoll() != null) {
                listeners.forEach(listener -> listener.tell(now));
            }
        } catch (RuntimeException | Error e) { // one that escapes would end all later checks
            log.error("status could not be checked", e);
        }
    }

    private static void write(AgentStatus status) {
        Snapshot snapshot = status.snapshot();
        if (status.state() == State.DEGRADED) {
            log.warn(
                    "became degraded: {}, serving revision {} from {}",
                    status.reasons(),
                    snapshot.revision(),
                    snapshot.origin());
        } else {
            log.warn("recovered: serving revision {} from {}", snapshot.revision(), snapshot.origin());
        }
    }

    /** A listener with the state that it was told last. */
    private static final class Told {

        private final StatusListener listener;
        private State last = State.OK;

        Told(StatusListener listener) {
            this.listener = listener;
        }

        synchronized void tell(AgentStatus status) {
            if (status.state() == last) {
                return;
            }
            last = status.state();
            try {
                listener.changed(status);
            } catch (RuntimeException | Error e) {
                log.error("status listener {} failed", listener.getClass().getName(), e);
            }
        }
    }
}
