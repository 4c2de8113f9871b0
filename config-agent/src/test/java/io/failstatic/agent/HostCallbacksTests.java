package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.AgentStatus.State;
import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the host has the agent call may throw, and listeners may never return. */
@Tag("G5")
class HostCallbacksTests {

    private final MutableTime time = new MutableTime();
    private final ScriptedControlPlane controlPlane = new ScriptedControlPlane();
    private final CountDownLatch never = new CountDownLatch(1);
    private Engine engine = engine(new AgentObserver() {});

    @AfterEach
    void close() {
        never.countDown();
        engine.close();
    }

    @Test
    void aListenerThatNeverReturnsCostsOneThreadHoweverOftenItShouldBeCalled() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        List<Long> heard = new ArrayList<>();
        engine.add(snapshot -> {
            calls.incrementAndGet();
            awaitForEver();
        });
        engine.add(snapshot -> heard.add(snapshot.revision()));
        long threads = threads();
        for (int revision = 1; revision <= 20; revision++) {
            poll(revision);
            assertThat(engine.current().revision()).isEqualTo(revision);
            assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.LISTENER_FAILED);
        }
        assertThat(calls).hasValue(1);
        assertThat(heard).hasSize(20);
        assertThat(threads() - threads).isLessThanOrEqualTo(2);
        never.countDown();
        await().until(() -> threads() - threads <= 1);
        poll(21);
        assertThat(calls).hasValue(2);
        assertThat(engine.status().refused()).isNull();
    }

    @Test
    void aListenerMayThrowAnythingAndTheSwapHasHappened() throws Exception {
        engine.add(snapshot -> {
            throw new StackOverflowError();
        });
        poll(1);
        assertThat(engine.current().revision()).isEqualTo(1);
        assertThat(engine.status().refused().detail()).contains("StackOverflowError");
        poll(2);
        assertThat(engine.current().revision()).isEqualTo(2);
    }

    @Test
    void aTrafficReportThatFailsIsNoReasonNotToPoll() throws Exception {
        for (Supplier<TrafficReport> broken : List.<Supplier<TrafficReport>>of(
                () -> {
                    throw new IllegalStateException("broken");
                },
                () -> {
                    throw new NoClassDefFoundError("broken");
                },
                () -> null)) {
            engine.reportTraffic(broken);
            poll(engine.current().revision() + 1);
            assertThat(engine.status().lastPoll()).isEqualTo("applied");
        }
    }

    @Test
    void anObserverMayThrowAnything() throws Exception {
        engine.close();
        engine = engine(new AgentObserver() {
            @Override
            public void polled(String outcome) {
                throw new LinkageError("broken");
            }

            @Override
            public void applied(Snapshot snapshot, Duration took) {
                throw new OutOfMemoryError("of the test");
            }

            @Override
            public void refused(Refusal refusal) {
                throw new IllegalStateException("broken");
            }
        });
        poll(2);
        assertThat(engine.status().lastPoll()).isEqualTo("applied");
        poll(1);
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.STALE_REVISION);
        controlPlane.then(new Unchanged(null));
        engine.pollOnce();
        assertThat(engine.status().state()).isEqualTo(State.OK);
    }

    @Test
    void aStatusListenerThatNeverReturnsHoldsUpNothingElse() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        engine.watch(status -> {
            called.countDown();
            awaitForEver();
        });
        controlPlane.then(new Failed("refused"));
        engine.pollOnce();
        Thread watch = new Thread(engine::checkStatus, "watch");
        watch.setDaemon(true);
        watch.start();
        called.await();
        poll(1);
        assertThat(engine.current().revision()).isEqualTo(1);
        assertThat(engine.status().state()).isEqualTo(State.OK);
    }

    /** Not even when it is interrupted. */
    private void awaitForEver() {
        boolean over = false;
        while (!over) {
            try {
                never.await();
                over = true;
            } catch (InterruptedException e) {
                over = false;
            }
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("config-agent-listeners"))
                .count();
    }

    private void poll(long revision) throws InterruptedException {
        controlPlane.then(Published.of(1, revision).fetched());
        engine.pollOnce();
    }

    private Engine engine(AgentObserver observer) {
        return new Engine(ConfigAgent.builder().settings(), observer, time, time, controlPlane);
    }
}
