package io.failstatic.control.distribution;

import io.failstatic.control.access.Tokens;
import io.failstatic.control.database.Announcements;
import io.failstatic.control.snapshot.PublicKeys;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/** What the listener stands on: the heads with their copy on disk, the reconciliation and the polls. */
@Slf4j
@RequiredArgsConstructor
final class Distribution implements AutoCloseable {

    private static final Duration BODY_DEADLINE = Duration.ofSeconds(10);

    private final DistributionProperties properties;
    private final Tokens tokens;
    private final Heads heads;
    private final SnapshotDisk disk;
    private final Reconciliation reconciliation;
    private final Announcements announcements;
    private final WaitingPolls waiting;
    private final Polls polls;
    private final Answers answers;
    private final PublicKeys keys;
    private final SizeWatch sizes;
    private final DeniedCalls denied;

    /** Loads what the disk holds: before the database can offer anything, which then replaces it. */
    void load() {
        disk.read().ifPresent(kept -> {
            heads.offer(kept);
            log.info("Snapshot of revision {} loaded from disk", kept.revision());
        });
        heads.follow(disk::keep);
        heads.follow(sizes::look);
        heads.follow(head -> reconciliation.lookAgain());
        polls.start();
    }

    /** Takes what the database holds, if it answers soon. */
    void start() {
        reconciliation.start();
        announcements.follow(reconciliation::hurry);
        Head head = heads.find(RenderedSnapshot.STABLE);
        if (head == null) {
            log.warn("There is no snapshot to serve yet; polls are answered 503");
        } else {
            log.info("Serving revision {} of epoch {}", head.revision(), head.epoch());
        }
    }

    Listener listener(HttpServerOptions options, AtomicInteger open) {
        return new Listener(
                options,
                new Routes(tokens, polls, answers, new BodyReader(answers, BODY_DEADLINE), keys, denied),
                answers,
                open,
                properties.maxConnections());
    }

    /** Answers every held poll and holds none any more. */
    void drain() {
        answers.closeConnections();
        waiting.drain(polls::answerAtLast);
    }

    @Override
    public void close() {
        reconciliation.close();
        waiting.close();
        disk.close();
    }
}
