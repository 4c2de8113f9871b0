package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.SnapshotVerifier.Verdict;
import io.failstatic.agent.test.fuzz.FuzzTarget;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot file as it lies in the cache directory, on a mirror or beside a service, perhaps signed. Of all files only the
 * one that the holder of the key signed gets in where a key is trusted; without one, only what has its digest.
 */
final class SnapshotFileTarget implements FuzzTarget {

    /** The private half was thrown away when {@code SnapshotFileTarget.txt} was made. */
    private static final String PUBLIC_KEY = "F2oCDMJfD6X6QbqGTXrnUFBr7CxM8OnoCkRk7w1MR4w=";

    private static final String SIGNED_DIGEST = "sha-256=:IeqBwx6y6tQsRMlRqyIqbpqCMjeXcbItLvpCNMWIjdA=:";
    private static final long LARGEST = 1 << 20;

    private final SnapshotVerifier strict = verifier(TrustedKeys.of(List.of(PUBLIC_KEY)));
    private final SnapshotVerifier lenient = verifier(TrustedKeys.NONE);

    @Override
    public void take(byte[] input) {
        SnapshotFile announced = SnapshotFile.split(input);
        SnapshotFile whole = SnapshotFile.decode(input);
        if (announced == null) {
            assertThat(whole).isNull();
            return;
        }
        assertThat(input).endsWith(announced.json());
        assertThat(whole != null).isEqualTo(Digest.of(announced.json()).equals(announced.digest()));
        Verdict trusted = judge(strict, announced);
        Verdict unproved = judge(lenient, announced);
        if (trusted instanceof Verdict.Good good) {
            assertThat(good.id().digest()).isEqualTo(SIGNED_DIGEST);
        } else {
            assertThat(((Verdict.Bad) trusted).genuine()).isFalse();
        }
        if (unproved instanceof Verdict.Good) {
            assertThat(whole).isNotNull();
        }
        if (whole != null) {
            SnapshotFile kept =
                    new SnapshotFile(whole.digest(), TrustedKeys.wellFormed(whole.signature()), whole.json());
            SnapshotFile again = SnapshotFile.decode(kept.encode());
            assertThat(again).isNotNull();
            assertThat(again.digest()).isEqualTo(kept.digest());
            assertThat(again.signature()).isEqualTo(kept.signature());
            assertThat(again.json()).isEqualTo(kept.json());
        }
    }

    private static Verdict judge(SnapshotVerifier verifier, SnapshotFile file) {
        Announcement announcement = new Announcement(null, -1, -1, file.digest(), file.signature());
        return verifier.verify(
                new Fetched(announcement, file.json(), null), SeenSnapshots.resume(AgentMemory.EMPTY, "1"), null);
    }

    private static SnapshotVerifier verifier(TrustedKeys keys) {
        return new SnapshotVerifier(new SnapshotDecoder(), keys, LARGEST, configuration -> Optional.empty());
    }
}
