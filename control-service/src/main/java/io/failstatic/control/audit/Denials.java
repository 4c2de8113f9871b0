package io.failstatic.control.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Puts denied calls on record, on a thread of its own: whoever denies a call never waits for the database. What is too much,
 * or cannot be written, is dropped, counted, and told by the next entry. Thread-safe.
 */
@Component
public final class Denials implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Denials.class);
    private static final String NOBODY = "anonymous";
    private static final int WAITING = 1000;
    private static final int AT_ONCE = 100;

    private final Consumer<List<AuditEvent>> audit;
    private final UnknownCallers unknown;
    private final Pace pace;
    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Counter written;
    private final Counter counted;
    private final Counter lost;
    private volatile boolean failing;
    private volatile @Nullable Thread thread;

    @Autowired
    Denials(AuditLog audit, LongSupplier nanos, MeterRegistry meters) {
        this(audit::appendRefusals, nanos, meters);
    }

    Denials(Consumer<List<AuditEvent>> audit, LongSupplier nanos, MeterRegistry meters) {
        this.audit = audit;
        this.unknown = new UnknownCallers(nanos);
        this.pace = new Pace(nanos);
        this.written = counter(meters, "entry");
        this.counted = counter(meters, "counted");
        this.lost = counter(meters, "dropped");
    }

    private static Counter counter(MeterRegistry meters, String record) {
        return Counter.builder("control.denials")
                .description("Calls denied with 401 or 403, by what became of the record")
                .tag("record", record)
                .register(meters);
    }

    /**
     * Takes notice of a call by nobody known: at most one entry per source address and minute, the rest is counted.
     *
     * @return what may be waited for
     */
    public Pending unauthenticated(Denial denial) {
        OptionalLong earlier = unknown.admit(denial.sourceIp());
        if (earlier.isEmpty()) {
            counted.increment();
            return Pending.NOTHING;
        }
        long more = earlier.getAsLong();
        return record(
                denial.toEvent(NOBODY, more == 0 ? "" : " (" + more + " more from this address since its last entry)"));
    }

    /**
     * Takes notice of a call by somebody who may not make it.
     *
     * @return what may be waited for
     */
    public Pending forbidden(String actor, Denial denial) {
        return record(denial.toEvent(actor, ""));
    }

    private Pending record(AuditEvent event) {
        Pending pending = new Pending(event);
        if (!pace.admits() || !queue.offer(pending)) {
            drop(1);
            pending.end();
        } else if (failing) {
            pending.end();
        }
        return pending;
    }

    private void drop(int count) {
        dropped.addAndGet(count);
        lost.increment(count);
    }

    @Override
    public void start() {
        Thread writing = new Thread(this::write, "denials");
        writing.setDaemon(true);
        thread = writing;
        writing.start();
    }

    private void write() {
        List<Pending> batch = new ArrayList<>();
        while (isRunning() || !queue.isEmpty()) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            queue.drainTo(batch, AT_ONCE - 1);
            write(batch);
            batch.forEach(Pending::end);
            batch.clear();
        }
    }

    private void write(List<Pending> batch) {
        List<AuditEvent> events = new ArrayList<>();
        batch.forEach(pending -> {
            if (pending.event != null) {
                events.add(pending.event);
            }
        });
        if (events.isEmpty()) {
            return;
        }
        long missing = dropped.get();
        if (missing > 0) {
            events.set(
                    0, events.get(0).withRemark(" (" + missing + " denied calls before this one are not on record)"));
        }
        try {
            audit.accept(events);
            dropped.addAndGet(-missing);
            written.increment(events.size());
            if (failing) {
                failing = false;
                LOG.info("Denied calls are put on record again");
            }
        } catch (RuntimeException | Error e) {
            drop(events.size());
            if (!failing) {
                failing = true;
                LOG.warn("Denied calls cannot be put on record, and are counted: {}", e.getMessage());
            }
        }
    }

    @Override
    public void stop() {
        thread = null;
        // Wakes the thread, which must not be interrupted while it writes: an embedded database would close its file.
        queue.offer(Pending.NOTHING);
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** With the database, before every listener. */
    @Override
    public int getPhase() {
        return 0;
    }

    /** An entry on its way to the log. Thread-safe. */
    public static final class Pending {

        private static final Pending NOTHING = new Pending(null);

        static {
            NOTHING.end();
        }

        private final @Nullable AuditEvent event;
        private final CountDownLatch ended = new CountDownLatch(1);

        private Pending(@Nullable AuditEvent event) {
            this.event = event;
        }

        private void end() {
            ended.countDown();
        }

        /** Waits until it is written, or will not be; at most as long as given. */
        public void await(Duration patience) {
            try {
                if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.debug("A denied call is not on record yet");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
