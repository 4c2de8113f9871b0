package io.failstatic.agent;

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
 * One poll after the other: report, receive, decide when to come again. Whatever happens in a poll, the next one comes.
 * <em>Confined to the poller thread</em>, except the answers to {@link #lastPoll()} and {@link #unauthorized()}.
 */
final class Poller {

    private static final Logger log = LoggerFactory.getLogger(Poller.class);

    private final ControlPlane controlPlane;
    private final Schedule schedule;
    private final SnapshotIntake intake;
    private final Contact contact;
    private final Function<Duration, PollReport> report;
    private final Consumer<Boolean> remember;
    private final TrafficReports traffic;
    private final AgentObserver observer;
    private final Duration longestHold;
    private final LongSupplier nanoTime;
    private volatile @Nullable String lastPoll;
    private volatile boolean unauthorized;
    private boolean failing;
    private boolean toldUnauthorized;

    Poller(
            ControlPlane controlPlane,
            Schedule schedule,
            SnapshotIntake intake,
            Contact contact,
            Function<Duration, PollReport> report,
            Consumer<Boolean> remember,
            TrafficReports traffic,
            AgentObserver observer,
            Duration longestHold,
            LongSupplier nanoTime) {
        this.controlPlane = controlPlane;
        this.schedule = schedule;
        this.intake = intake;
        this.contact = contact;
        this.report = report;
        this.remember = remember;
        this.traffic = traffic;
        this.observer = observer;
        this.longestHold = longestHold;
        this.nanoTime = nanoTime;
    }

    /** Makes one poll and says how long to wait before the next. */
    Duration poll() throws InterruptedException {
        try {
            intake.giveSecondChances();
            Duration hold = schedule.hold(longestHold);
            PollReport said = report.apply(hold);
            long start = nanoTime.getAsLong();
            PollOutcome outcome = controlPlane.poll(said);
            return conclude(outcome, hold, start);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // an OutOfMemoryError or a StackOverflowError must not end the loop either
            note("failed", "poll: " + e);
            return schedule.afterFailure();
        }
    }

    /** Outcome of the last poll, null before the first. */
    @Nullable
    String lastPoll() {
        return lastPoll;
    }

    /** Whether the control plane last turned this caller away. */
    boolean unauthorized() {
        return unauthorized;
    }

    private Duration conclude(PollOutcome outcome, Duration hold, long start) throws InterruptedException {
        unauthorized = outcome instanceof Rejected || (unauthorized && outcome instanceof Skipped);
        if (outcome instanceof Fetched fetched) {
            return switch (intake.receive(fetched)) {
                case APPLIED -> answered("applied", true, hold, start, fetched.pollInterval());
                case REFUSED -> answered("refused", true, hold, start, fetched.pollInterval());
                case UNCHANGED -> answered("unchanged", false, hold, start, fetched.pollInterval());
                case SPURIOUS -> {
                    note("refused", "poll: not the snapshot that the own control plane publishes next");
                    yield schedule.afterFailure();
                }
            };
        }
        if (outcome instanceof Unchanged unchanged) {
            intake.unchanged();
            return answered("unchanged", false, hold, start, unchanged.pollInterval());
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
        } else {
            note(outcome instanceof Skipped ? "skipped" : "failed", outcome.toString());
        }
        return schedule.afterFailure();
    }

    private Duration answered(
            String outcome, boolean changed, Duration hold, long start, @Nullable Duration paceOfServer) {
        boolean recovered = failing;
        failing = false;
        contact.made();
        traffic.delivered();
        lastPoll = outcome;
        if (recovered) {
            log.info("the control plane answers again");
        }
        observer.polled(outcome);
        remember.accept(changed);
        Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - start);
        return schedule.afterAnswer(changed, hold, elapsed, paceOfServer);
    }

    private void note(String outcome, String detail) {
        contact.failed();
        lastPoll = outcome;
        if (unauthorized && !toldUnauthorized) {
            log.error("{}", detail);
        } else if (!failing) {
            log.warn("no contact with the control plane, serving on: {}", detail);
        } else {
            log.debug("{}", detail);
        }
        failing = true;
        toldUnauthorized = unauthorized;
        observer.polled(outcome);
    }
}
