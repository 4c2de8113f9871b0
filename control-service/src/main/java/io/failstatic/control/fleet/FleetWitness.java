package io.failstatic.control.fleet;

import io.failstatic.control.fleet.InstanceReport.Applied;
import io.failstatic.control.fleet.InstanceReport.Named;
import io.failstatic.control.ledger.Revision;
import io.failstatic.control.ledger.Sighting;
import io.failstatic.control.ledger.Witness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * The fleet as the witness of what was published. It takes two instances, and then what both have reached: one alone could
 * stop publishing for everybody, and a signature covers bytes that a service which was set back no longer has to verify it.
 * What no instance would have accepted itself is nobody's testimony. Thread-safe.
 */
@RequiredArgsConstructor
final class FleetWitness implements Witness {

    /** Farther than this an instance never goes at once, and no backup is behind. */
    static final long MAX_REVISIONS = 1_000_000;

    /** One less than an instance goes at once: the epoch that follows the highest one witnessed must be in reach. */
    static final long MAX_EPOCHS = 999;

    private static final int SHOWN = 3;
    private static final Comparator<Claim> BY_PLACE =
            Comparator.comparingLong(Claim::epoch).thenComparingLong(Claim::revision);

    private final Instances instances;

    @Override
    public Optional<Sighting> above(Revision stored) {
        List<Claim> claims = new ArrayList<>();
        instances.reports().forEach(report -> {
            Claim claim = claim(report, stored);
            if (claim != null) {
                claims.add(claim);
            }
        });
        claims.sort(BY_PLACE.reversed());
        return claims.stream()
                .skip(1)
                .findFirst()
                .map(believed -> new Sighting(believed.epoch, believed.revision, names(claims, believed)));
    }

    /** The highest place above the stored one that an instance speaks of; null when there is none. */
    private @Nullable Claim claim(InstanceReport report, Revision stored) {
        String lineage = stored.lineage().toString();
        Claim claim = null;
        Applied applied = report.applied();
        if (applied != null && applied.lineage().equals(lineage)) {
            claim = credible(report, applied.epoch(), applied.revision(), stored);
        }
        Named seen = report.seen();
        if (seen != null && seen.lineage().equals(lineage)) {
            Claim other = credible(report, seen.epoch(), seen.revision(), stored);
            claim = claim == null || (other != null && BY_PLACE.compare(other, claim) > 0) ? other : claim;
        }
        return claim;
    }

    private static @Nullable Claim credible(InstanceReport report, long epoch, long revision, Revision stored) {
        boolean above = epoch > stored.epoch() || (epoch == stored.epoch() && revision > stored.number());
        boolean inReach = epoch == stored.epoch()
                ? revision - stored.number() <= MAX_REVISIONS
                : epoch - stored.epoch() <= MAX_EPOCHS;
        return above && inReach ? new Claim(report.instanceId(), epoch, revision) : null;
    }

    private static String names(List<Claim> claims, Claim believed) {
        List<String> ids = claims.stream()
                .filter(claim -> BY_PLACE.compare(claim, believed) >= 0)
                .map(Claim::instanceId)
                .toList();
        String shown = String.join(", ", ids.subList(0, Math.min(SHOWN, ids.size())));
        return ids.size() + " instances: " + shown + (ids.size() > SHOWN ? ", …" : "");
    }

    /** What one instance says to have reached. */
    private record Claim(String instanceId, long epoch, long revision) {}
}
