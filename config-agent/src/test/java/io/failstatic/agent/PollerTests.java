package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Unchanged;
import io.failstatic.agent.Poller.Step;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The steps of polls, driven by hand: no thread, no network, no clock but the test's. */
class PollerTests {

    private final MutableTime time = new MutableTime();
    private final Engine engine = engine(7);

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void saysWhatToSendThenWhenToComeAgain() throws Exception {
        Poller poller = engine.poller();
        assertThat(poller.due())
                .isInstanceOfSatisfying(
                        Step.Send.class,
                        send -> assertThat(send.report().applied()).isNull());
        assertThat(poller.ended(Published.of(1, 42).fetched())).isBetween(Duration.ZERO, Duration.ofSeconds(12));
        assertThat(engine.current().revision()).isEqualTo(42);
        assertThat(poller.due())
                .isInstanceOfSatisfying(
                        Step.Send.class,
                        send -> assertThat(send.report().applied())
                                .isEqualTo(Published.of(1, 42).id()));
    }

    @Test
    void sendsNothingWhileTheCircuitIsOpen() throws Exception {
        Poller poller = engine.poller();
        for (int n = 0; n < 5; n++) {
            assertThat(poller.due()).isInstanceOf(Step.Send.class);
            poller.ended(new Failed("refused"));
        }
        Duration open = Duration.ofSeconds(20);
        assertThat(poller.due())
                .isInstanceOfSatisfying(
                        Step.Rest.class, rest -> assertThat(rest.delay()).isGreaterThan(open));
        assertThat(poller.lastPoll()).isEqualTo("skipped");
        time.pass(open.plusMillis(1));
        assertThat(poller.due()).isInstanceOf(Step.Send.class);
    }

    @Test
    @Tag("G3")
    void ofTwoAnswersThatOvertakeEachOtherTheHigherOneStays() throws Exception {
        Poller poller = engine.poller();
        assertThat(poller.due()).isInstanceOf(Step.Send.class);
        assertThat(poller.due()).isInstanceOf(Step.Send.class);
        poller.ended(Published.of(1, 43).fetched());
        poller.ended(Published.of(1, 42).fetched());
        assertThat(engine.current().revision()).isEqualTo(43);
        assertThat(engine.status().refused().code()).isEqualTo(RefusalCode.STALE_REVISION);
    }

    @Test
    void anAlarmOfTheLinkIsThatOfTheLastPollThatWasSent() throws Exception {
        Poller poller = engine.poller();
        for (int n = 0; n < 5; n++) {
            poller.due();
            poller.ended(new Failed("expired", Alarm.TLS_FAILED));
        }
        assertThat(poller.due()).as("the circuit is open").isInstanceOf(Step.Rest.class);
        assertThat(engine.status().alarms()).containsExactly(Alarm.TLS_FAILED);
        time.pass(Duration.ofSeconds(21));
        poller.due();
        poller.ended(new Failed("refused"));
        assertThat(engine.status().alarms()).isEmpty();
    }

    @Test
    void theSameSeedAndTheSameAnswersGiveTheSameDelays() throws Exception {
        Engine twin = engine(7);
        assertThat(twin.firstDelay()).isEqualTo(engine.firstDelay());
        for (int n = 0; n < 20; n++) {
            PollOutcome outcome = n % 3 == 0 ? new Unchanged(null) : new Failed("refused");
            engine.poller().due();
            twin.poller().due();
            assertThat(twin.poller().ended(outcome)).isEqualTo(engine.poller().ended(outcome));
            time.pass(Duration.ofSeconds(36));
        }
        twin.close();
    }

    private Engine engine(long seed) {
        return new Engine(
                ConfigAgent.builder().settings(),
                new AgentObserver() {},
                time,
                time,
                report -> {
                    throw new AssertionError("no network here");
                },
                new SplittableRandom(seed),
                null);
    }
}
