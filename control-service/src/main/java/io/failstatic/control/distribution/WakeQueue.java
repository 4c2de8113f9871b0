package io.failstatic.control.distribution;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The polls that have news, and how many of them may be answered now: an agent polls again at once, so that a fleet which
 * is woken as one comes back as one. Up to {@value #AT_ONCE} are answered at once; of more, about as many per second as the fleet
 * makes polls anyway, those first that would end first. <i>Confined to one thread.</i>
 */
final class WakeQueue<P> {

    /** Polls that even the smallest control plane takes within a second beside everything else. */
    static final int AT_ONCE = 200;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(50);
    private static final double TICKS_PER_SECOND = (double) SECOND.toMillis() / TICK.toMillis();

    private final Comparator<P> order;
    private final Predicate<P> waits;
    private final LongSupplier nanos;
    private Deque<P> queue = new ArrayDeque<>();
    private double perSecond;
    private double allowance;
    private boolean idle = true;
    private long lastAnswered;
    private Duration pause = Duration.ZERO;

    /**
     * An empty queue.
     *
     * @param order by the end of the wait
     * @param waits whether a poll still waits
     * @param nanos a monotonic source
     */
    WakeQueue(Comparator<P> order, Predicate<P> waits, LongSupplier nanos) {
        this.order = order;
        this.waits = waits;
        this.nanos = nanos;
        this.lastAnswered = nanos.getAsLong() - SECOND.toNanos();
    }

    /**
     * Adds polls that have news.
     *
     * @param steady polls per second that all held polls make by themselves
     * @param steadyOfWoken those of them that the woken ones make: woken, they no longer do
     */
    void add(Collection<P> woken, double steady, double steadyOfWoken) {
        idle = queue.isEmpty();
        queue = Stream.concat(queue.stream(), woken.stream())
                .distinct()
                .sorted(order)
                .collect(ArrayDeque::new, Deque::add, Deque::addAll);
        perSecond = Math.max(AT_ONCE, steady + 2 * Math.sqrt(steady)) - (steady - steadyOfWoken);
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** The polls to answer now; then it takes a {@link #pause}. */
    List<P> next() {
        boolean rested = nanos.getAsLong() - lastAnswered >= SECOND.toNanos();
        if (idle && rested) {
            allowance = Math.min(AT_ONCE, perSecond);
            pause = Duration.ofMillis((long) (SECOND.toMillis() * allowance / perSecond))
                    .plus(TICK);
        } else {
            pause = TICK;
            double more = perSecond / TICKS_PER_SECOND;
            allowance = Math.min(allowance, 1) + more;
        }
        idle = false;
        List<P> now = new ArrayList<>();
        while (allowance >= 1 && !queue.isEmpty()) {
            P poll = queue.remove();
            if (waits.test(poll)) {
                now.add(poll);
                allowance--;
            }
        }
        if (!now.isEmpty()) {
            lastAnswered = nanos.getAsLong();
        }
        return now;
    }

    /** How long to wait before asking for more. */
    Duration pause() {
        return pause;
    }
}
