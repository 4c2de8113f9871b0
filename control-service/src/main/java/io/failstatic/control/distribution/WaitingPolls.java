package io.failstatic.control.distribution;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import lombok.extern.slf4j.Slf4j;

/**
 * The polls that are held. When a head moves they are answered from a thread of their own, at the pace of {@link WakeQueue}.
 * <i>Thread-safe.</i>
 */
@Slf4j
final class WaitingPolls implements AutoCloseable {

    private final int capacity;
    private final Set<HeldPoll> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService waker =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "distribution-wake"));
    private final WakeQueue<HeldPoll> queue;
    private boolean waking;
    private volatile boolean draining;

    WaitingPolls(int capacity, LongSupplier nanos) {
        this.capacity = capacity;
        this.queue = new WakeQueue<>(Comparator.comparingLong(HeldPoll::expires), held::contains, nanos);
    }

    /** Holds a poll; false when there is no room, or the service is about to stop. */
    boolean hold(HeldPoll poll) {
        return !draining && held.size() < capacity && held.add(poll);
    }

    void release(HeldPoll poll) {
        held.remove(poll);
    }

    int size() {
        return held.size();
    }

    boolean isDraining() {
        return draining;
    }

    /** Has every held poll of the head's audience answered soon. Returns at once. */
    void wake(Head head, Consumer<HeldPoll> answer) {
        try {
            waker.execute(() -> {
                List<HeldPoll> woken = held.stream()
                        .filter(poll -> poll.audience().equals(head.snapshot().audience()))
                        .toList();
                queue.add(woken, rate(held), rate(woken));
                if (!waking) {
                    wakeNext(answer);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("Stopping: every held poll has been answered");
        }
    }

    private void wakeNext(Consumer<HeldPoll> answer) {
        for (HeldPoll poll : queue.next()) {
            poll.loop().runOnContext(ignored -> answer.accept(poll));
        }
        waking = !queue.isEmpty() && !draining;
        if (waking) {
            Future<?> unused =
                    waker.schedule(() -> wakeNext(answer), queue.pause().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Polls per second that these make by themselves. */
    private static double rate(Collection<HeldPoll> polls) {
        return polls.stream().mapToDouble(HeldPoll::perSecond).sum();
    }

    /** Holds no poll any more and has those answered that are held. */
    void drain(Consumer<HeldPoll> answer) {
        draining = true;
        held.forEach(poll -> poll.loop().runOnContext(ignored -> answer.accept(poll)));
    }

    @Override
    public void close() {
        draining = true;
        waker.shutdownNow();
    }
}
