package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Rejected;
import io.failstatic.agent.PollOutcome.Skipped;
import io.failstatic.agent.PollOutcome.Throttled;
import io.failstatic.agent.PollOutcome.TooLarge;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll after the other as a state machine: when one is {@linkplain #due() due} it says what to send, when that has
 * {@linkplain #ended ended} it says when to come again. Time, chance and network are handed to it, so that a thread drives it
 * as well as a simulation does. Whatever happens in a poll, the next one comes.
 *
 * <p><em>Confined to the poller thread</em>, except the answers to {@link #lastPoll()} and {@link #alarm()}.
 */
final class Poller {

    private static final Logger log = LoggerFactory.getLogger(Poller.class);

    /** What to do next. */
    sealed interface Step {

        /** Make one exchange with this report, then tell {@link #ended}. */
        record Send(PollReport report) implements Step {}

        /** Come again when the delay is over. */
        record Rest(Duration delay) implements Step {}
    }

    private final ControlPlane controlPlane;
    private final PollCircuit circuit;
    private final Schedule schedule;
    private final SnapshotIntake intake;
    private final Contact contact;
    private final Function<Duration, PollReport> report;
    private final Consumer<Boolean> remember;
    private final TrafficReports traffic;
    private final AgentObserver observer;
    private final Duration longestHold;
    private final MirrorFallback mirrors;
    private final LinkAlarm alarm;
    private final LongSupplier nanoTime;
    private volatile @Nullable String lastPoll;
    private Duration hold = Duration.ZERO;
    private long start;
    private boolean failing;

    Poller(
            ControlPlane controlPlane,
            PollCircuit circuit,
            Schedule schedule,
            SnapshotIntake intake,
            Contact contact,
            Function<Duration, PollReport> report,
            Consumer<Boolean> remember,
            TrafficReports traffic,
            AgentObserver observer,
            Duration longestHold,
            MirrorFallback mirrors,
            LinkAlarm alarm,
            LongSupplier nanoTime) {
        this.controlPlane = controlPlane;
        this.circuit = circuit;
        this.schedule = schedule;
        this.intake = intake;
        this.contact = contact;
        this.report = report;
        this.remember = remember;
        this.traffic = traffic;
        this.observer = observer;
        this.longestHold = longestHold;
        this.mirrors = mirrors;
        this.alarm = alarm;
        this.nanoTime = nanoTime;
    }

    /** Makes one poll, looks at a mirror where that failed, and says how long to wait before the next. */
    Duration poll() throws InterruptedException {
        Step step = due();
        Duration delay = step instanceof Step.Send send ? ended(exchange(send.report())) : ((Step.Rest) step).delay();
        mirrors.consult();
        return delay;
    }

    /** The time for a poll has come. */
    Step due() throws InterruptedException {
        try {
            intake.giveSecondChances();
            hold = schedule.hold(longestHold);
            PollReport said = report.apply(hold);
            start = nanoTime.getAsLong();
            return circuit.admits() ? new Step.Send(said) : new Step.Rest(conclude(new Skipped()));
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // an OutOfMemoryError or a StackOverflowError must not end the loop either
            return new Step.Rest(broken(e));
        }
    }

    /** The exchange is over; says how long to wait before the next. */
    Duration ended(PollOutcome outcome) throws InterruptedException {
        try {
            circuit.record(outcome);
            return conclude(outcome);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            return broken(e);
        }
    }

    /** Outcome of the last poll, null before the first. */
    @Nullable
    String lastPoll() {
        return lastPoll;
    }

    /** What a person should look at between this agent and its control plane, null when nothing. */
    @Nullable
    Alarm alarm() {
        return alarm.standing();
    }

    private PollOutcome exchange(PollReport said) throws InterruptedException {
        try {
            return controlPlane.poll(said);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            return new Failed("poll: " + e);
        }
    }

    private Duration broken(Throwable e) {
        note("failed", "poll: " + e);
        return schedule.afterFailure(hold, elapsed());
    }

    private Duration conclude(PollOutcome outcome) throws InterruptedException {
        alarm.after(outcome, elapsed().minus(hold));
        if (outcome instanceof Fetched fetched) {
            return switch (intake.receive(fetched)) {
                case APPLIED -> answered("applied", true, fetched.pollInterval());
                case HELD -> answered("held", true, fetched.pollInterval());
                case REFUSED -> answered("refused", true, fetched.pollInterval());
                case UNCHANGED -> answered("unchanged", false, fetched.pollInterval());
                case SPURIOUS -> {
                    note("refused", "poll: not the snapshot that the own control plane publishes next");
                    yield schedule.afterFailure(hold, elapsed());
                }
            };
        }
        if (outcome instanceof Unchanged unchanged) {
            intake.unchanged();
            return answered("unchanged", false, unchanged.pollInterval());
        }
        if (outcome instanceof Throttled throttled) {
            note("throttled", "poll: " + throttled.status());
            return schedule.afterThrottle(throttled.retryAfter());
        }
        if (outcome instanceof Rejected rejected) {
            note("rejected", "poll: " + rejected.status() + " (expected: a token with the role AGENT)");
            return schedule.afterRejection();
        }
        if (outcome instanceof TooLarge tooLarge) {
            intake.receive(tooLarge);
            note("refused", "poll: a snapshot of more than " + tooLarge.limit() + " bytes");
        } else if (outcome instanceof Skipped) {
            note("skipped", outcome.toString());
            return schedule.afterSkip();
        } else {
            note("failed", ((Failed) outcome).detail());
        }
        return schedule.afterFailure(hold, elapsed());
    }

    private Duration answered(String outcome, boolean changed, @Nullable Duration paceOfServer) {
        boolean recovered = failing;
        failing = false;
        contact.made();
        traffic.delivered();
        lastPoll = outcome;
        if (recovered) {
            log.info("the control plane answers again");
        }
        if (alarm.isNews()) {
            log.warn("the control plane is slow: {} for a poll that asked for {}", elapsed(), hold);
        }
        observer.polled(outcome);
        remember.accept(changed);
        return schedule.afterAnswer(changed, hold, elapsed(), paceOfServer);
    }

    private Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - start);
    }

    private void note(String outcome, String detail) {
        contact.failed();
        lastPoll = outcome;
        if (alarm.isNews()) {
            log.error("{}: {}", alarm.standing(), detail);
        } else if (!failing) {
            log.warn("no contact with the control plane, serving on: {}", detail);
        } else {
            log.debug("{}", detail);
        }
        failing = true;
        observer.polled(outcome);
    }
}
