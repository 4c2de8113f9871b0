package io.failstatic.control.distribution;

import io.failstatic.control.ledger.Revision;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.failstatic.control.snapshot.Snapshots;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The stored snapshots without a database: a test says what they are, or that they cannot be read. */
public final class FakeSnapshots implements Snapshots {

    public static final String LINEAGE = "5f0c6f5e-8d4b-4a57-9a39-6a4a1f0d3c11";

    /** Has the form of a signature and is none. */
    public static final String SIGNATURE = "keyid=\"0123456789abcdef\", ed25519=:" + "A".repeat(86) + "==:";

    private volatile RenderedSnapshot head;
    private volatile boolean failing;

    public static RenderedSnapshot snapshot(long epoch, long revision) {
        return snapshot(LINEAGE, epoch, revision, "");
    }

    public static RenderedSnapshot snapshot(String lineage, long epoch, long revision, String salt) {
        byte[] json = ("{\"format\":1,\"lineage\":\"" + lineage + "\",\"epoch\":" + epoch + ",\"revision\":" + revision
                        + ",\"audience\":\"stable\",\"publishedAt\":\"2026-11-20T10:00:00Z\",\"requires\":[],\"removals\":{},"
                        + "\"resources\":{\"documents\":[{\"id\":\"d\",\"version\":1,\"content\":\"" + salt + "é\"}]}}")
                .getBytes(StandardCharsets.UTF_8);
        return new RenderedSnapshot(
                lineage,
                epoch,
                revision,
                RenderedSnapshot.STABLE,
                SnapshotFile.digest(json),
                SIGNATURE,
                Instant.parse("2026-11-20T10:00:00Z"),
                json,
                SnapshotFile.gzip(json));
    }

    public void store(RenderedSnapshot snapshot) {
        head = snapshot;
    }

    public void fail(boolean fail) {
        failing = fail;
    }

    @Override
    public Optional<RenderedSnapshot> head(String audience) {
        requireReadable();
        return Optional.ofNullable(head);
    }

    @Override
    public Optional<Revision> newer(long epoch, long revision) {
        requireReadable();
        RenderedSnapshot stored = head;
        return stored == null || stored.epoch() < epoch || (stored.epoch() == epoch && stored.revision() <= revision)
                ? Optional.empty()
                : Optional.of(new Revision(UUID.fromString(stored.lineage()), stored.epoch(), stored.revision()));
    }

    private void requireReadable() {
        if (failing) {
            throw new IllegalStateException("The database is away, says the test.");
        }
    }

    /** Puts the fake in the place of the stored snapshots. Not annotated: the scan of the service must not find it. */
    public static class Instead {

        @Bean
        @Primary
        FakeSnapshots fakeSnapshots() {
            return new FakeSnapshots();
        }
    }
}
