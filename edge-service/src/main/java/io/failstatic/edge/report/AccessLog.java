package io.failstatic.edge.report;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * One JSON line for each request, written by a thread of its own. A request only puts its entry into a bounded queue; when the
 * disk stalls and the queue is full, lines are dropped and counted. <em>Thread-safe.</em>
 */
@Slf4j
public final class AccessLog implements SmartLifecycle {

    private static final int BATCH_BYTES = 64 * 1024;
    private static final int MAX_TARGET = 2048;
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long STOP_MILLIS = 2000;

    private final Queue<AccessEntry> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final LongAdder written = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AccessLogProperties properties;
    private final Clock clock;
    private final LogFile file;
    private final Thread writer = new Thread(this::write, "access-log");
    private volatile boolean running;
    private boolean broken;

    AccessLog(AccessLogProperties properties, Clock clock, MeterRegistry meters) {
        this.properties = properties;
        this.clock = clock;
        this.file = new LogFile(properties.file());
        writer.setDaemon(true);
        counter(meters, "written", written);
        counter(meters, "dropped", dropped);
        counter(meters, "failed", failed);
    }

    /** The time that entries carry. */
    public long nowMillis() {
        return clock.millis();
    }

    /** Hands an entry to the writer, or drops it; never waits. */
    public void add(AccessEntry entry) {
        if (size.incrementAndGet() > properties.capacity()) {
            size.decrementAndGet();
            dropped.increment();
            return;
        }
        waiting.add(entry);
    }

    @Override
    public void start() {
        running = true;
        writer.start();
    }

    /** Writes what waits, for two seconds at most. */
    @Override
    public void stop() {
        running = false;
        try {
            writer.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the listener, whose last requests are still to be written down. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 1;
    }

    private void write() {
        while (running || !waiting.isEmpty()) {
            int lines = 0;
            StringBuilder batch = new StringBuilder();
            for (AccessEntry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
                size.decrementAndGet();
                batch.append(line(entry));
                lines++;
                if (batch.length() >= BATCH_BYTES) {
                    break;
                }
            }
            if (lines == 0) {
                LockSupport.parkNanos(IDLE_NANOS);
            } else {
                append(batch.toString(), lines);
            }
        }
        try {
            file.close();
        } catch (IOException e) {
            log.debug("closing {} failed: {}", properties.file(), e.toString());
        }
    }

    private void append(String batch, int lines) {
        try {
            file.append(batch.getBytes(StandardCharsets.US_ASCII));
            written.add(lines);
            if (broken) {
                broken = false;
                log.info("writing to {} again", properties.file());
            }
        } catch (IOException e) {
            failed.add(lines);
            if (!broken) {
                broken = true;
                log.warn(
                        "cannot write to {}, requests go on without an access log: {}",
                        properties.file(),
                        e.toString());
            }
        }
    }

    private String line(AccessEntry entry) {
        return new JsonLine()
                .text("time", Instant.ofEpochMilli(entry.atMillis()).toString())
                .text("requestId", entry.requestId())
                .text("traceId", entry.traceId())
                .text("method", entry.method())
                .text("path", path(entry.target()))
                .text("query", properties.query() ? query(entry.target()) : null)
                .text("client", entry.client())
                .text("tenant", entry.tenant())
                .text("rule", version(entry.rule(), entry.ruleVersion()))
                .text("policy", version(entry.policy(), entry.policyVersion()))
                .text("decision", entry.decision().tag())
                .number("status", entry.status())
                .text("service", entry.service())
                .text("upstream", entry.upstream())
                .number("tries", entry.tries())
                .millis("ms", entry.nanos())
                .number("configRevision", entry.revision())
                .end();
    }

    /** An id with its version, as {@code id@version}. */
    private static @Nullable String version(@Nullable String id, long version) {
        return id == null ? null : id + "@" + version;
    }

    private static String path(String target) {
        int question = target.indexOf('?');
        return shortened(question < 0 ? target : target.substring(0, question));
    }

    private static @Nullable String query(String target) {
        int question = target.indexOf('?');
        return question < 0 ? null : shortened(target.substring(question + 1));
    }

    private static String shortened(String text) {
        return text.length() > MAX_TARGET ? text.substring(0, MAX_TARGET) : text;
    }

    private static void counter(MeterRegistry meters, String outcome, LongAdder adder) {
        FunctionCounter.builder("edge.access.log", adder, LongAdder::sum)
                .tag("outcome", outcome)
                .description("Lines of the access log")
                .register(meters);
    }
}
