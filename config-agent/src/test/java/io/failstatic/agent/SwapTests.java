package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.config.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many that read while one applies: each of them has one whole snapshot in hand, and never goes back. */
@Tag("G7")
@Timeout(60)
class SwapTests {

    private static final int READERS = 16;
    private static final int REVISIONS = 1_000;
    private static final int TENANTS = 8;

    private final MutableTime time = new MutableTime();
    private final ScriptedControlPlane controlPlane = new ScriptedControlPlane();
    private final Engine engine =
            new Engine(ConfigAgent.builder().settings(), new AgentObserver() {}, time, time, controlPlane);

    @Test
    void noReaderEverSeesNothingAMixOrAnOlderSnapshot() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(READERS);
        List<Future<Long>> readers = new ArrayList<>();
        try {
            for (int n = 0; n < READERS; n++) {
                readers.add(threads.submit(() -> read(over, reading)));
            }
            reading.await();
            for (int revision = 1; revision <= REVISIONS; revision++) {
                controlPlane.then(Published.of(1, revision)
                        .tenants(TENANTS)
                        .salt(Long.toString(revision))
                        .fetched());
                engine.pollOnce();
                assertThat(engine.current().revision()).isEqualTo(revision);
            }
            over.set(true);
            long reads = 0;
            for (Future<Long> reader : readers) {
                reads += reader.get();
            }
            System.out.printf(
                    "G7 %,d reads by %d threads while %,d revisions were applied%n", reads, READERS, REVISIONS);
            assertThat(reads).isGreaterThan(REVISIONS);
        } finally {
            over.set(true);
            threads.shutdownNow();
            engine.close();
        }
    }

    /** Says how many snapshots it looked at; fails with the first that is not whole. */
    private long read(AtomicBoolean over, CountDownLatch reading) {
        long reads = 0;
        long before = 0;
        do {
            Snapshot snapshot = engine.current();
            long revision = snapshot.revision();
            if (revision < before) {
                throw new AssertionError(revision + " after " + before);
            }
            for (int n = 0; n < TENANTS && revision > 0; n++) {
                Tenant tenant = snapshot.configuration().tenants().find("tenant-" + n);
                if (tenant == null || !tenant.name().equals("Tenant " + revision)) {
                    throw new AssertionError(revision + " with " + tenant);
                }
            }
            before = revision;
            if (reads++ == 0) {
                reading.countDown();
            }
            Thread.onSpinWait();
        } while (!over.get());
        return reads;
    }
}
