package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Rejected;
import io.failstatic.agent.PollOutcome.Skipped;
import io.failstatic.agent.PollOutcome.TooLarge;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What of the last poll does not heal by itself, so that a person should look at it. Written by the poller thread, read by
 * any.
 */
final class LinkAlarm {

    private static final int SLOW_SHARE = 2;

    private final Duration slow;
    private volatile @Nullable Alarm standing;
    private @Nullable Alarm told;

    /** @param timeout what a poll may take beyond its hold; answers that need half of it are slow */
    LinkAlarm(Duration timeout) {
        this.slow = timeout.dividedBy(SLOW_SHARE);
    }

    /** @param beyondHold what the poll took longer than it asked to be held, negative when it was answered before */
    void after(PollOutcome outcome, Duration beyondHold) {
        if (!(outcome instanceof Skipped)) {
            standing = of(outcome, beyondHold);
        }
    }

    /** The alarm that stands, null when there is none. */
    @Nullable
    Alarm standing() {
        return standing;
    }

    /** Whether an alarm stands that was not there at the last question. */
    boolean isNews() {
        Alarm before = told;
        told = standing;
        return told != null && told != before;
    }

    private @Nullable Alarm of(PollOutcome outcome, Duration beyondHold) {
        if (outcome instanceof Rejected) {
            return Alarm.UNAUTHORIZED;
        }
        if (outcome instanceof Failed failed) {
            return failed.alarm();
        }
        boolean answered = outcome instanceof Fetched || outcome instanceof Unchanged || outcome instanceof TooLarge;
        return answered && beyondHold.compareTo(slow) > 0 ? Alarm.SLOW_ANSWERS : null;
    }
}
