package io.failstatic.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.test.Golden;
import io.failstatic.agent.test.fuzz.FuzzTarget;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The head of an answer to a poll, one field per line, and after an empty line the snapshot (the golden one where there is
 * none); {@code Config-Digest: right} announces its digest. Whatever it says, an agent goes on within the bounds of its
 * schedule, and only what has the announced digest gets in.
 */
final class AnswerTarget implements FuzzTarget {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(10);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(30);

    private final SnapshotVerifier verifier =
            new SnapshotVerifier(new SnapshotDecoder(), TrustedKeys.NONE, 1 << 20, configuration -> Optional.empty());

    @Override
    public void take(byte[] input) {
        String[] parts = new String(input, ISO_8859_1).split("\n\n", 2);
        byte[] body = parts.length < 2 ? Golden.snapshot() : parts[1].getBytes(ISO_8859_1);
        HttpHeaders fields = fields(parts[0], Digest.of(body));
        if (fields == null) {
            return;
        }
        AnswerHeaders headers = new AnswerHeaders(fields);
        assertThat(headers.coding()).isNotNull();
        boolean json = headers.isJson();
        assertThat(json && fields.firstValue("Content-Type").isEmpty()).isFalse();
        staysOnSchedule(headers);
        Announcement announcement = headers.announcement();
        var verdict = verifier.verify(
                new Fetched(announcement, body, headers.pollInterval()),
                SeenSnapshots.resume(AgentMemory.EMPTY, "1"),
                null);
        if (verdict instanceof SnapshotVerifier.Verdict.Good good) {
            assertThat(announcement.digest()).isEqualTo(good.id().digest()).isEqualTo(Digest.of(body));
        }
        var tooLarge = SnapshotVerifier.tooLarge(announcement, 1);
        assertThat(tooLarge.id().epoch()).isNotNegative();
        assertThat(tooLarge.id().revision()).isNotNegative();
    }

    private static void staysOnSchedule(AnswerHeaders headers) {
        Schedule schedule = new Schedule(POLL_INTERVAL, BACKOFF_MAX, new SplittableRandom(1));
        Duration pace = headers.pollInterval();
        Duration patience = headers.retryAfter(CLOCK);
        assertThat(pace == null || !pace.isNegative()).isTrue();
        assertThat(patience == null || !patience.isNegative()).isTrue();
        for (boolean changed : new boolean[] {false, true, false}) {
            Duration delay = schedule.afterAnswer(changed, Duration.ZERO, Duration.ZERO, pace);
            within(delay, Schedule.SHORTEST_DISTANCE, Schedule.LONGEST_SERVER_INTERVAL.multipliedBy(2));
        }
        for (int failures = 0; failures < 5; failures++) {
            Duration throttled = schedule.afterThrottle(patience);
            within(throttled, POLL_INTERVAL, Schedule.LONGEST_RETRY_AFTER.multipliedBy(2));
            Duration failed = schedule.afterFailure(Duration.ZERO, Duration.ZERO);
            within(failed, POLL_INTERVAL.multipliedBy(8).dividedBy(10), Duration.ofMinutes(10));
        }
    }

    private static void within(Duration delay, Duration least, Duration most) {
        if (delay.compareTo(least) < 0 || delay.compareTo(most) > 0) {
            throw new AssertionError(delay + " (expected: " + least + " to " + most + ")");
        }
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                ("Content-Type: application/json; charset=utf-8\nContent-Encoding: gzip\nConfig-Lineage: "
                                + "5f0c9a52-7d1e-4c3b-9a64-0d5b7f1e2a31\nConfig-Epoch: 1\nConfig-Revision: 42\n"
                                + "Config-Digest: right\nConfig-Signature: keyid=\"0123456789abcdef\", ed25519=:AAAA:\n"
                                + "Poll-Interval: 10")
                        .getBytes(ISO_8859_1),
                "Retry-After: 30".getBytes(ISO_8859_1),
                "Retry-After: Fri, 20 Nov 2026 10:00:30 GMT\nPoll-Interval: 99999999999".getBytes(ISO_8859_1),
                "Config-Digest: right\nConfig-Epoch: -1\nConfig-Lineage: x\n\n{".getBytes(ISO_8859_1));
    }

    /** Null where the client itself would not have taken the head. */
    private static HttpHeaders fields(String head, String digest) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String line : head.split("\n", 20)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String value = line.substring(colon + 1).strip();
                fields.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                        .add(value.equals("right") ? digest : value);
            }
        }
        try {
            return HttpHeaders.of(fields, (name, value) -> true);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
