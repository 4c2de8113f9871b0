package io.failstatic.agent;

import io.failstatic.benchmarks.snapshot.SnapshotRecord;
import io.failstatic.benchmarks.snapshot.SnapshotScenario;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Who takes part. */
@NullMarked
public enum SnapshotContestants {
    /** What the agent does with received bytes: digest, order, parse, validate, compile, compare with what is in force. */
    FAILSTATIC,
    /** Jackson to plain records that validate nothing; no digest. */
    JACKSON;

    Contestant prepare(SnapshotScenario scenario) {
        return switch (this) {
            case FAILSTATIC -> new Verified(scenario);
            case JACKSON -> new Bound(scenario);
        };
    }

    /** Something that reads the snapshot of a scenario. */
    interface Contestant {

        /** Reads it. */
        Object read();
    }

    private static final class Verified implements Contestant {

        private final byte[] json;
        private final PollOutcome.Announcement announcement;
        private final SnapshotDecoder decoder = new SnapshotDecoder();
        private final SnapshotVerifier verifier =
                new SnapshotVerifier(decoder, TrustedKeys.NONE, Long.MAX_VALUE, configuration -> Optional.empty());
        private final @Nullable StoredSnapshot inForce;

        Verified(SnapshotScenario scenario) {
            this.json = scenario.json(2);
            byte[] before = scenario.json(1);
            this.announcement = new PollOutcome.Announcement(SnapshotScenario.LINEAGE, 1, 2, Digest.of(json));
            this.inForce = decoder.decode(before) instanceof Decoding.Decoded decoded
                    ? StoredSnapshot.of(Digest.of(before), decoded.content())
                    : null;
        }

        @Override
        public Object read() {
            SnapshotVerifier.Verdict verdict =
                    verifier.verify(new PollOutcome.Fetched(announcement, json, null), new SeenSnapshots(), inForce);
            if (verdict instanceof SnapshotVerifier.Verdict.Good good) {
                return good.content();
            }
            throw new IllegalStateException(verdict + " (expected: a good snapshot)");
        }
    }

    private static final class Bound implements Contestant {

        private final byte[] json;
        private final JsonMapper mapper = new JsonMapper();

        Bound(SnapshotScenario scenario) {
            this.json = scenario.json(2);
        }

        @Override
        public Object read() {
            return mapper.readValue(json, SnapshotRecord.class);
        }
    }
}
