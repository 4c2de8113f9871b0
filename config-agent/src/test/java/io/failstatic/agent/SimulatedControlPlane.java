package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Throttled;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A control plane as the agents see it: it holds polls, wakes them when something is published, and fails as told. */
final class SimulatedControlPlane {

    private static final Duration T = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofMillis(50);
    private static final int TICKS = 20;
    private static final int AT_ONCE = 200;
    private static final long NEVER = Long.MIN_VALUE / 2;

    /** How it treats a poll that arrives. */
    enum Condition {
        WORKING,
        /** Nobody listens on the port. */
        REFUSING,
        /** Packets get lost on the way there. */
        UNREACHABLE,
        /** Connections are accepted and never answered. */
        HANGING,
        /** 503 with {@code Retry-After}. */
        OVERLOADED
    }

    private final class Held {

        final @Nullable SnapshotId seen;
        final long expires;
        final Consumer<PollOutcome> answer;

        Held(@Nullable SnapshotId seen, Duration hold, Consumer<PollOutcome> answer) {
            this.seen = seen;
            this.expires = time.getAsLong() + hold.toNanos();
            this.answer = answer;
        }
    }

    private final VirtualTime time;
    private final SplittableRandom random;
    private final Set<Held> held = new LinkedHashSet<>();
    private final Map<Integer, Integer> pollsBySecond = new HashMap<>();
    private final Deque<Held> woken = new ArrayDeque<>();
    private Condition condition = Condition.WORKING;
    private Duration retryAfter = Duration.ZERO;
    private Duration slowness = Duration.ZERO;
    private long revision;
    private @Nullable Fetched head;
    private @Nullable StoredSnapshot stored;
    private long lastWake = NEVER;
    private boolean ticking;
    private double allowance;
    private double perTick;

    SimulatedControlPlane(VirtualTime time, SplittableRandom random) {
        this.time = time;
        this.random = random;
        publish();
    }

    void become(Condition next) {
        condition = next;
    }

    void becomeOverloaded(Duration toldToRetryAfter) {
        condition = Condition.OVERLOADED;
        retryAfter = toldToRetryAfter;
    }

    /** Every answer takes this much longer. */
    void slowDown(Duration by) {
        slowness = by;
    }

    /** The process dies: all connections are reset, and nobody listens. */
    void die() {
        condition = Condition.REFUSING;
        List.copyOf(held).forEach(poll -> release(poll, new Failed("reset")));
        woken.clear();
    }

    /** Says goodbye: held polls are answered, then nobody listens. */
    void shutDown() {
        condition = Condition.REFUSING;
        List.copyOf(held).forEach(poll -> release(poll, new Unchanged(T)));
        woken.clear();
    }

    /** Polls that hang in a connection that leads nowhere any more. */
    void loseHeldPolls() {
        held.clear();
        woken.clear();
    }

    void publish() {
        Published published = Published.of(1, ++revision);
        head = published.fetched();
        stored = published.stored();
        wake();
    }

    long revision() {
        return revision;
    }

    StoredSnapshot stored() {
        return Objects.requireNonNull(stored);
    }

    /** The most polls that arrived in one second. */
    int peak() {
        return pollsBySecond.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** Polls per second on average in a stretch of time. */
    double mean(int from, int to) {
        return pollsBySecond.entrySet().stream()
                        .filter(second -> second.getKey() >= from && second.getKey() < to)
                        .mapToInt(Map.Entry::getValue)
                        .sum()
                / (double) (to - from);
    }

    /** A poll is on its way; what comes back takes its time too, or never comes. */
    void poll(PollReport report, Consumer<PollOutcome> answer) {
        time.in(latency(), () -> arrive(report, outcome -> time.in(latency(), () -> answer.accept(outcome))));
    }

    private void arrive(PollReport report, Consumer<PollOutcome> answer) {
        pollsBySecond.merge((int) time.elapsed().toSeconds(), 1, Integer::sum);
        switch (condition) {
            case REFUSING -> answer.accept(new Failed("refused"));
            case UNREACHABLE -> time.in(CONNECT_TIMEOUT, () -> answer.accept(new Failed("connect timeout")));
            case HANGING -> {}
            case OVERLOADED -> answer.accept(new Throttled(503, retryAfter));
            case WORKING -> serve(new Held(report.seen(), report.hold(), slow(answer)));
        }
    }

    private Consumer<PollOutcome> slow(Consumer<PollOutcome> answer) {
        Duration by = slowness;
        return by.isZero() ? answer : outcome -> time.in(by, () -> answer.accept(outcome));
    }

    private void serve(Held poll) {
        if (isNews(poll)) {
            poll.answer.accept(news());
            return;
        }
        held.add(poll);
        time.at(Duration.ofNanos(poll.expires), () -> release(poll, isNews(poll) ? news() : new Unchanged(T)));
    }

    private void release(Held poll, PollOutcome outcome) {
        if (held.remove(poll)) {
            poll.answer.accept(outcome);
        }
    }

    private void wake() {
        woken.clear();
        held.stream()
                .filter(this::isNews)
                .sorted(Comparator.comparingLong(poll -> poll.expires))
                .forEach(woken::add);
        perTick = wakeUpsPerSecond(held.size(), woken.size()) / TICKS;
        if (ticking) {
            return;
        }
        if (time.getAsLong() - lastWake >= Duration.ofSeconds(1).toNanos()) {
            double perSecond = perTick * TICKS;
            int atOnce = (int) Math.min(AT_ONCE, perSecond);
            answer(atOnce);
            again(Duration.ofMillis((long) (1_000 * atOnce / perSecond)).plus(TICK));
        } else {
            tick();
        }
    }

    /** The pace of the control service ({@code WakePace}). */
    private static double wakeUpsPerSecond(int held, int woken) {
        double steady = held / (double) T.toSeconds();
        return Math.max(AT_ONCE, steady + 2 * Math.sqrt(steady)) - (held - woken) / (double) T.toSeconds();
    }

    private void again(Duration pause) {
        ticking = !woken.isEmpty();
        if (ticking) {
            time.in(pause, this::tick);
        }
    }

    private void tick() {
        ticking = false;
        allowance = Math.min(allowance + perTick, perTick + 1);
        int whole = (int) allowance;
        allowance -= whole;
        answer(whole);
        again(TICK);
    }

    private void answer(int count) {
        for (int n = 0; n < count && !woken.isEmpty(); ) {
            Held poll = woken.remove();
            if (held.contains(poll)) {
                lastWake = time.getAsLong();
                release(poll, news());
                n++;
            }
        }
    }

    private boolean isNews(Held poll) {
        return poll.seen == null || poll.seen.revision() < revision;
    }

    private Fetched news() {
        Fetched newest = Objects.requireNonNull(head);
        return new Fetched(newest.announcement(), newest.json(), T);
    }

    private Duration latency() {
        return Duration.ofNanos(1_000_000 + random.nextLong(9_000_000));
    }
}
