package io.failstatic.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to poll: the delay from the end of one poll to the start of the next. Knows no clock and starts nothing.
 * <em>Confined to the poller thread</em>, except {@link #interval()}.
 *
 * <p>After a failure an agent only gets slower, and every delay is spread, so that a fleet neither arrives as one nor
 * loads a recovering control plane more than a healthy one.
 */
final class Schedule {

    static final Duration LONGEST_SERVER_INTERVAL = Duration.ofMinutes(5);
    static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(15);

    /** Polls never start closer together than this. */
    static final Duration SHORTEST_DISTANCE = Duration.ofSeconds(1);

    /** A refusal or a reset comes sooner; what takes longer waits for a deadline. */
    private static final Duration LONGEST_PLAIN_FAILURE = Duration.ofSeconds(1);

    private static final Duration LONGEST_EMPTY_START = Duration.ofSeconds(2);
    static final double SPREAD_LOW = 0.8;
    private static final double SPREAD_HIGH = 1.2;
    private static final double HELD_SHARE = 0.98;
    private static final double FULL_HOLD_SHARE = 0.9;
    private static final int LARGEST_EXPONENT = 20;

    private final Duration pollInterval;
    private final Duration backoffMax;
    private final RandomGenerator random;
    private volatile Duration serverInterval = Duration.ZERO;
    private int failures;
    /** Whether the last poll failed by taking too long. */
    private boolean hanging;
    /** Whether the last poll was answered, and was not the first of a process that had a snapshot already. */
    private boolean settled;

    Schedule(Duration pollInterval, Duration backoffMax, RandomGenerator random) {
        this.pollInterval = pollInterval;
        this.backoffMax = backoffMax;
        this.random = random;
    }

    /** Delay of the first poll. An agent that has nothing but defaults to serve is in more of a hurry. */
    Duration first(boolean loadedFromDisk) {
        settled = !loadedFromDisk;
        return spread(
                loadedFromDisk || pollInterval.compareTo(LONGEST_EMPTY_START) < 0 ? pollInterval : LONGEST_EMPTY_START,
                0,
                1);
    }

    /**
     * How long the next poll asks to be held: 80 to 100 % of what is allowed, in whole seconds. Mostly all of it: a fleet
     * that starts together over {@code U(0, T)} would meet its own second polls if many came back early. Not at all while
     * the control plane hangs: a poll that hangs, too, is to end early.
     */
    Duration hold(Duration longest) {
        if (hanging) {
            return Duration.ZERO;
        }
        long most = longest.toSeconds();
        long least = (long) Math.ceil(most * SPREAD_LOW);
        boolean full = least >= most || random.nextDouble() < FULL_HOLD_SHARE;
        return Duration.ofSeconds(full ? most : least + random.nextLong(most - least));
    }

    /**
     * Delay after an answer of the control plane.
     *
     * @param changed whether it brought another snapshot
     * @param asked how long the poll asked to be held
     * @param elapsed time since the poll started
     * @param paceOfServer the control plane's {@code Poll-Interval}, null to go on as before
     */
    Duration afterAnswer(boolean changed, Duration asked, Duration elapsed, @Nullable Duration paceOfServer) {
        if (paceOfServer != null) {
            serverInterval = min(paceOfServer, LONGEST_SERVER_INTERVAL);
        }
        boolean recovered = failures > 0;
        boolean hurry = settled;
        settled = true;
        failures = 0;
        hanging = false;
        // From start to start: a control plane that lets all its held polls go at once would have them back as one.
        return max(distance(changed, asked, elapsed, hurry, recovered).minus(elapsed), Duration.ZERO);
    }

    private Duration distance(boolean changed, Duration asked, Duration elapsed, boolean hurry, boolean recovered) {
        boolean held = changed ? hurry : elapsed.toNanos() >= asked.toNanos() * HELD_SHARE;
        // A server whose pace is that of the held polls themselves has nothing to slow down.
        boolean slower = serverSlowsDown() && serverInterval.toNanos() > asked.toNanos() / SPREAD_LOW;
        if (held && !asked.isZero() && !slower) {
            return min(SHORTEST_DISTANCE, pollInterval);
        }
        if (recovered) {
            // Over a whole interval, so that those who failed once, twice and not at all do not meet.
            return spread(interval(), 1, 2);
        }
        // A whole fleet that restarts comes over an interval: nobody comes twice before everybody came once.
        return spread(interval(), hurry ? SPREAD_LOW : 1, SPREAD_HIGH);
    }

    /**
     * Delay after the k-th failure in a row: {@code U(T, 2T)}, then {@code min(max, T * 2^(k-1))} +- 20 %.
     *
     * @param asked how long the poll asked to be held
     * @param elapsed time since the poll started
     */
    Duration afterFailure(Duration asked, Duration elapsed) {
        hanging = elapsed.compareTo(asked.plus(LONGEST_PLAIN_FAILURE)) > 0;
        return backOff();
    }

    /** Delay after a poll that the circuit did not let through, which says nothing new of the control plane. */
    Duration afterSkip() {
        return backOff();
    }

    private Duration backOff() {
        settled = false;
        failures = Math.min(failures + 1, LARGEST_EXPONENT);
        if (failures == 1) {
            return spread(interval(), 1, 2);
        }
        Duration doubled = interval().multipliedBy(1L << (failures - 1));
        return spread(min(doubled, longestDelay()), SPREAD_LOW, SPREAD_HIGH);
    }

    /** Delay after 401 or 403: as slow as any failure gets, at once. */
    Duration afterRejection() {
        hanging = false;
        settled = false;
        failures = Math.min(failures + 1, LARGEST_EXPONENT);
        return spread(longestDelay(), SPREAD_LOW, SPREAD_HIGH);
    }

    /** Delay after 429 or 503: never earlier than told, within bounds, and never earlier than after any other failure. */
    Duration afterThrottle(@Nullable Duration retryAfter) {
        hanging = false;
        Duration backoff = backOff();
        if (retryAfter == null) {
            return backoff;
        }
        Duration told = max(min(retryAfter, LONGEST_RETRY_AFTER), interval());
        return max(backoff, spread(told, 1, 1.5));
    }

    /** The interval in force: the configured one, or the longer one that the control plane asked for. */
    Duration interval() {
        return max(pollInterval, serverInterval);
    }

    /** Whether the control plane asks for a slower pace than configured. */
    boolean serverSlowsDown() {
        return serverInterval.compareTo(pollInterval) > 0;
    }

    private Duration longestDelay() {
        return max(backoffMax, interval());
    }

    private Duration spread(Duration base, double low, double high) {
        return Duration.ofNanos((long) (base.toNanos() * (low + (high - low) * random.nextDouble())));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
