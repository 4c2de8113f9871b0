package io.failstatic.control.distribution;

import io.failstatic.control.access.Caller;
import io.failstatic.control.fleet.InstanceReport;
import io.failstatic.control.fleet.Instances;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one call of an agent: records what the instance says, and answers with the head of its audience, at once or as soon as
 * there is one that is news to it. Copies bytes; asks no database and takes no lock.
 */
final class Polls {

    static final Map<String, String> RETRY_SOON = Map.of("Retry-After", "5");

    private final Heads heads;
    private final Instances instances;
    private final WaitingPolls waiting;
    private final Answers answers;
    private final DeniedCalls denied;
    private final PollMeters meters;
    private final Duration maxWait;
    private final LongSupplier nanos;

    Polls(
            Heads heads,
            Instances instances,
            WaitingPolls waiting,
            Answers answers,
            DeniedCalls denied,
            PollMeters meters,
            Duration maxWait,
            LongSupplier nanos) {
        this.heads = heads;
        this.instances = instances;
        this.waiting = waiting;
        this.answers = answers;
        this.denied = denied;
        this.meters = meters;
        this.maxWait = maxWait;
        this.nanos = nanos;
    }

    /** Answers the held polls whenever a head moves. */
    void start() {
        heads.follow(head -> waiting.wake(head, this::answerWithNews));
    }

    /** Takes one poll. On the event loop of its request. */
    void poll(HttpServerRequest request, Caller caller, Buffer body) {
        long began = nanos.getAsLong();
        meters.record(answer(request, caller, body), nanos.getAsLong() - began);
    }

    private PollMeters.Outcome answer(HttpServerRequest request, Caller caller, Buffer body) {
        InstanceReport report;
        try {
            report = PollBody.parse(body.getBytes());
        } catch (IllegalArgumentException e) {
            answers.problem(request, 400, "Bad Request", String.valueOf(e.getMessage()), Map.of());
            return PollMeters.Outcome.REFUSED;
        }
        if (!instances.report(caller.name(), report)) {
            String id = report.instanceId();
            denied.forbidden(request, caller, id, "The instance id " + id + " belongs to another token.");
            return PollMeters.Outcome.REFUSED;
        }
        String audience = instances.audienceOf(report.instanceId());
        Head head = heads.find(audience);
        if (head == null) {
            answers.problem(request, 503, "Service Unavailable", "There is no snapshot to serve yet.", RETRY_SOON);
            return PollMeters.Outcome.UNAVAILABLE;
        }
        if (head.isNewsTo(report.seen())) {
            answers.snapshot(request, head);
            return PollMeters.Outcome.SNAPSHOT;
        }
        if (hold(request, report, audience)) {
            return PollMeters.Outcome.HELD;
        }
        answers.nothingNewer(request, head);
        return PollMeters.Outcome.UNCHANGED;
    }

    private boolean hold(HttpServerRequest request, InstanceReport report, String audience) {
        long millis = Math.min((long) (report.waitSeconds() * 1000), maxWait.toMillis());
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        HeldPoll poll = new HeldPoll(request, report, audience, loop, millis, nanos.getAsLong());
        if (millis <= 0 || !waiting.hold(poll)) {
            return false;
        }
        long timer = loop.owner().setTimer(millis, ignored -> answerAtLast(poll));
        request.response().endHandler(ignored -> loop.owner().cancelTimer(timer));
        request.response().closeHandler(ignored -> {
            loop.owner().cancelTimer(timer);
            poll.end();
            waiting.release(poll);
        });
        // The head may have moved, or the service begun to stop, before the poll was among those that are told of it.
        answerWithNews(poll);
        if (waiting.isDraining()) {
            answerAtLast(poll);
        }
        return true;
    }

    /** Answers a held poll if the head is news to it. */
    private void answerWithNews(HeldPoll poll) {
        Head head = heads.find(poll.audience());
        if (head != null && head.isNewsTo(poll.report().seen()) && poll.end()) {
            waiting.release(poll);
            answers.snapshot(poll.request(), head);
        }
    }

    /** Answers a held poll whatever there is. */
    void answerAtLast(HeldPoll poll) {
        answerWithNews(poll);
        Head head = heads.find(poll.audience());
        if (head != null && poll.end()) {
            waiting.release(poll);
            answers.nothingNewer(poll.request(), head);
        }
    }

    /** The head of the audience of an instance; of the stable one without an id. */
    @Nullable
    Head headOf(@Nullable String instanceId) {
        return heads.find(instances.audienceOf(instanceId));
    }
}
