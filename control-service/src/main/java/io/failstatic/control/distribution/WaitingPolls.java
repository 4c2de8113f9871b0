package io.failstatic.control.distribution;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lombok.extern.slf4j.Slf4j;

/**
 * The polls that are held. When a head moves they are answered from a thread of their own: the first batch at once, the
 * others spread, so that a large fleet does not come back as one. <i>Thread-safe.</i>
 */
@Slf4j
final class WaitingPolls implements AutoCloseable {

    /** Polls of the first batch: a fleet of this size hears of a change at once. */
    static final int FIRST_BATCH = 200;

    /** Polls of each further batch, one every {@link #PAUSE_MILLIS}: 1,000 a second. */
    static final int BATCH = 50;

    static final long PAUSE_MILLIS = 50;

    private final int capacity;
    private final Set<HeldPoll> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService waker =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "distribution-wake"));
    private volatile boolean draining;

    WaitingPolls(int capacity) {
        this.capacity = capacity;
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
                wakeBatch(woken.iterator(), FIRST_BATCH, answer);
            });
        } catch (RejectedExecutionException e) {
            log.debug("Stopping: every held poll has been answered");
        }
    }

    private void wakeBatch(Iterator<HeldPoll> polls, int size, Consumer<HeldPoll> answer) {
        for (int i = 0; i < size && polls.hasNext(); i++) {
            HeldPoll poll = polls.next();
            poll.loop().runOnContext(ignored -> answer.accept(poll));
        }
        if (polls.hasNext() && !draining) {
            Future<?> unused =
                    waker.schedule(() -> wakeBatch(polls, BATCH, answer), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
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
