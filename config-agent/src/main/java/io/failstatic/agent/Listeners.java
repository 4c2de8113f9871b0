package io.failstatic.agent;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's listeners, called in order on one thread of their own that is given up when one of them does not come back.
 * Notified by the poller thread, registered by any.
 */
final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final List<SnapshotListener> listeners = new CopyOnWriteArrayList<>();
    private final Duration deadline;
    private final IdentityHashMap<SnapshotListener, Future<?>> stuck = new IdentityHashMap<>();
    private @Nullable ExecutorService thread;

    Listeners(Duration deadline) {
        this.deadline = deadline;
    }

    void add(SnapshotListener listener) {
        listeners.add(listener);
    }

    /** Calls all of them, also after one has failed; says what went wrong with the first that did. */
    Optional<String> notify(Snapshot snapshot) throws InterruptedException {
        Optional<String> failure = Optional.empty();
        for (SnapshotListener listener : listeners) {
            Optional<String> one = call(listener, snapshot);
            failure = failure.isPresent() ? failure : one;
        }
        return failure;
    }

    void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }

    private Optional<String> call(SnapshotListener listener, Snapshot snapshot) throws InterruptedException {
        String name = listener.getClass().getName();
        Future<?> earlier = stuck.remove(listener);
        if (earlier != null && !earlier.isDone()) { // or each snapshot would cost another thread
            stuck.put(listener, earlier);
            return Optional.of("listener " + name + " has not returned from an earlier call");
        }
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(AgentThreads.named("config-agent-listeners"));
        }
        Future<?> call = thread.submit(() -> {
            listener.applied(snapshot);
            return null;
        });
        try {
            call.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            log.error("revision {}: listener {} failed", snapshot.revision(), name, cause);
            return Optional.of("listener " + name + " threw " + cause.getClass().getName());
        } catch (TimeoutException e) {
            thread.shutdownNow();
            thread = null;
            stuck.put(listener, call);
            log.error("revision {}: listener {} did not return within {}", snapshot.revision(), name, deadline);
            return Optional.of("listener " + name + " did not return within " + deadline);
        }
    }
}
