package io.failstatic.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G14")
class DenialsTests {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<AuditEvent> entries = Collections.synchronizedList(new ArrayList<>());
    private Denials denials;

    @AfterEach
    void stop() {
        if (denials != null) {
            denials.stop();
        }
    }

    @Test
    void recordsOneUnknownCallerPerAddressAndMinuteAndCountsTheRest() {
        start(entries::addAll);
        for (int i = 0; i < 5; i++) {
            denials.unauthenticated(from("10.0.0.1")).await(LONG);
        }
        denials.unauthenticated(from("10.0.0.2")).await(LONG);
        pass(59);
        denials.unauthenticated(from("10.0.0.1")).await(LONG);
        assertThat(reasons()).containsExactly("no token", "no token");
        assertThat(entries.get(0).actor()).isEqualTo("anonymous");
        assertThat(entries.get(0).outcome()).isEqualTo(Outcome.DENIED);
        pass(1);
        denials.unauthenticated(from("10.0.0.1")).await(LONG);
        denials.unauthenticated(from("10.0.0.2")).await(LONG);
        assertThat(reasons().subList(2, 4))
                .containsExactly("no token (5 more from this address since its last entry)", "no token");
        assertThat(count("entry")).isEqualTo(4);
        assertThat(count("counted")).isEqualTo(5);
    }

    @Test
    void takesANetworkOfVersion6ForOneCaller() {
        start(entries::addAll);
        denials.unauthenticated(from("2001:db8:1:2::1")).await(LONG);
        denials.unauthenticated(from("2001:db8:1:2:ffff::9")).await(LONG);
        denials.unauthenticated(from("2001:db8:1:3::1")).await(LONG);
        denials.unauthenticated(from("::ffff:10.0.0.1")).await(LONG);
        assertThat(entries)
                .extracting(AuditEvent::sourceIp)
                .containsExactly("2001:db8:1:2::1", "2001:db8:1:3::1", "::ffff:10.0.0.1");
    }

    @Test
    void remembersNoMoreAddressesThanItMust() {
        UnknownCallers unknown = new UnknownCallers(nanos::get);
        for (int i = 0; i < UnknownCallers.MAX_SOURCES; i++) {
            assertThat(unknown.admit("address-" + i)).hasValue(0);
        }
        assertThat(unknown.admit("one-more")).isEmpty();
        pass(60);
        assertThat(unknown.admit("one-more")).hasValue(0);
    }

    @Test
    void recordsEveryCallerWhoMayNot() {
        start(entries::addAll);
        for (int i = 0; i < 20; i++) {
            denials.forbidden("victor", from("10.0.0.1")).await(LONG);
        }
        assertThat(entries)
                .hasSize(20)
                .allSatisfy(entry -> assertThat(entry.actor()).isEqualTo("victor"));
    }

    @Test
    void tellsInTheNextEntryWhatCouldNotBeWritten() {
        Semaphore database = new Semaphore(0);
        start(events -> {
            if (database.availablePermits() == 0) {
                throw new IllegalStateException("away");
            }
            entries.addAll(events);
        });
        denials.forbidden("victor", from("10.0.0.1")).await(LONG);
        // Nobody waits for what has just failed.
        denials.forbidden("victor", from("10.0.0.1")).await(LONG);
        Awaitility.await().until(() -> count("dropped") == 2);
        database.release();
        denials.forbidden("victor", from("10.0.0.1"));
        Awaitility.await().until(() -> entries.size() == 1);
        Awaitility.await().until(() -> count("entry") == 1);
        denials.forbidden("victor", from("10.0.0.1"));
        Awaitility.await().until(() -> entries.size() == 2);
        assertThat(reasons())
                .containsExactly("no token (2 denied calls before this one are not on record)", "no token");
    }

    @Test
    void neverHoldsUpWhoeverDenies() throws Exception {
        CountDownLatch database = new CountDownLatch(1);
        start(events -> {
            awaitUninterruptibly(database);
            entries.addAll(events);
        });
        for (int i = 0; i < 3000; i++) {
            denials.forbidden("victor", from("10.0.0.1"));
        }
        assertThat(count("dropped")).isGreaterThanOrEqualTo(1900);
        database.countDown();
        Awaitility.await().until(() -> entries.size() + count("dropped") == 3000);
    }

    @Test
    void aFloodOfDeniedCallsFillsTheLogSlowly() {
        Pace pace = new Pace(nanos::get);
        int admitted = 0;
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 5000; i++) {
                admitted += pace.admits() ? 1 : 0;
            }
            pass(1);
        }
        assertThat(admitted).isEqualTo(Pace.BURST + 9 * 100);
    }

    @Test
    void writesWhatIsWaitingBeforeItStops() {
        start(entries::addAll);
        for (int i = 0; i < 50; i++) {
            denials.forbidden("victor", from("10.0.0.1"));
        }
        denials.stop();
        Awaitility.await().until(() -> entries.size() == 50);
    }

    private void start(Consumer<List<AuditEvent>> log) {
        denials = new Denials(log, nanos::get, meters);
        denials.start();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pass(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static Denial from(String address) {
        return new Denial("CREATE_TENANT", "tenants", null, "request-1", address, "no token");
    }

    private List<String> reasons() {
        return entries.stream().map(AuditEvent::reason).toList();
    }

    private int count(String record) {
        return (int)
                meters.get("control.denials").tag("record", record).counter().count();
    }
}
