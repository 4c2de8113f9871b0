package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.config.Configuration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether received bytes may come into force: digest over the raw bytes, signature, order, size, content, what
 * they lost, and the host's trial. Changes nothing. <em>Thread-safe.</em>
 */
final class SnapshotVerifier {

    private final SnapshotDecoder decoder;
    private final TrustedKeys keys;
    private final long maxSnapshotBytes;
    private final Function<Configuration, Optional<String>> trial;

    /** @param trial says what is wrong with a configuration in the eyes of the host */
    SnapshotVerifier(
            SnapshotDecoder decoder,
            TrustedKeys keys,
            long maxSnapshotBytes,
            Function<Configuration, Optional<String>> trial) {
        this.decoder = decoder;
        this.keys = keys;
        this.maxSnapshotBytes = maxSnapshotBytes;
        this.trial = trial;
    }

    /** What became of received bytes. */
    sealed interface Verdict {

        /** They may come into force. */
        record Good(SnapshotId id, SnapshotContent content) implements Verdict {}

        /** They are in force already. */
        record InForce(SnapshotId id) implements Verdict {}

        /**
         * They are kept out.
         *
         * @param genuine whether they are really what the own control plane publishes next, so that they need not come again
         */
        record Bad(
                SnapshotId id, RefusalCode code, @Nullable String pointer, String detail, boolean genuine)
                implements Verdict {}
    }

    Verdict verify(Fetched fetched, SeenSnapshots seen, @Nullable StoredSnapshot applied) {
        Announcement announced = fetched.announcement();
        String digest = Digest.of(fetched.json());
        if (!digest.equals(announced.digest())) {
            return spurious(
                    announced,
                    RefusalCode.DIGEST_MISMATCH,
                    "received " + digest + " (expected: "
                            + (announced.digest() == null ? "a digest" : announced.digest()) + ")");
        }
        Optional<String> unsigned = keys.objection(fetched.json(), announced.signature());
        if (unsigned.isPresent()) {
            // Not remembered: the same bytes may come again with what they lack.
            return spurious(announced, RefusalCode.SIGNATURE_INVALID, unsigned.get());
        }
        SnapshotId id = identify(fetched, digest);
        if (id == null) {
            return content(unknown(announced), fetched.json(), applied, false);
        }
        SnapshotOrder order = seen.order(id);
        if (order.refusal() != null) {
            return new Verdict.Bad(id, order.refusal(), null, relation(id, seen.highest()), false);
        }
        if (applied != null && applied.id().equals(id)) {
            return new Verdict.InForce(id);
        }
        // Of an adopted history only what is applied counts as seen.
        boolean genuine = seen.adopting() == null;
        Refusal known = seen.refusal(digest);
        if (known != null) {
            return new Verdict.Bad(id, known.code(), known.pointer(), known.detail(), genuine);
        }
        return content(id, fetched.json(), applied, genuine);
    }

    /** The verdict on a snapshot that was too large to be read to its end. */
    static Verdict.Bad tooLarge(Announcement announced, long limit) {
        return spurious(announced, RefusalCode.LIMIT_EXCEEDED, "snapshot: more than " + limit + " bytes");
    }

    private Verdict content(SnapshotId id, byte[] json, @Nullable StoredSnapshot applied, boolean genuine) {
        if (json.length > maxSnapshotBytes) {
            return new Verdict.Bad(
                    id,
                    RefusalCode.LIMIT_EXCEEDED,
                    null,
                    "snapshot: " + json.length + " bytes (expected: at most " + maxSnapshotBytes + ")",
                    genuine);
        }
        Decoding decoding = decode(json);
        if (decoding instanceof Decoding.Decoded decoded && applied != null) {
            decoding = ShrinkGuard.check(applied.content(), decoded.content())
                    .map(Decoding.class::cast)
                    .orElse(decoded);
        }
        if (decoding instanceof Decoding.Refused refused) {
            return new Verdict.Bad(id, refused.code(), refused.pointer(), refused.detail(), genuine);
        }
        SnapshotContent content = ((Decoding.Decoded) decoding).content();
        Optional<String> objection = trial.apply(content.configuration());
        return objection.isPresent()
                ? new Verdict.Bad(id, RefusalCode.TRIAL_FAILED, null, objection.get(), genuine)
                : new Verdict.Good(id, content);
    }

    private Decoding decode(byte[] json) {
        try {
            return decoder.decode(json);
        } catch (OutOfMemoryError e) {
            return new Decoding.Refused(RefusalCode.TRIAL_FAILED, null, "does not fit into memory");
        }
    }

    /** Who a snapshot is. Headers are not signed: where signatures count, only the bytes tell. */
    private @Nullable SnapshotId identify(Fetched fetched, String digest) {
        SnapshotId inBytes = SnapshotEnvelope.read(fetched.json(), digest);
        Announcement announced = fetched.announcement();
        if (inBytes != null
                || keys.required()
                || announced.lineage() == null
                || announced.epoch() < 0
                || announced.revision() < 0) {
            return inBytes;
        }
        return new SnapshotId(announced.lineage(), announced.epoch(), announced.revision(), digest);
    }

    private static Verdict.Bad spurious(Announcement announced, RefusalCode code, String detail) {
        return new Verdict.Bad(unknown(announced), code, null, detail, false);
    }

    private static SnapshotId unknown(Announcement announced) {
        return new SnapshotId(
                announced.lineage() == null ? "unknown" : announced.lineage(),
                Math.max(0, announced.epoch()),
                Math.max(0, announced.revision()),
                announced.digest() == null ? "unknown" : announced.digest());
    }

    private static String relation(SnapshotId id, @Nullable SnapshotId seen) {
        return id.lineage() + " " + id.epoch() + "." + id.revision() + " " + id.digest() + " after " + seen;
    }
}
