package io.failstatic.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots in the cache directory: which there are, which of them can be started from, and which go when a newer one
 * comes. Used by one thread at a time; {@link #files()} can be read by any.
 */
final class Generations {

    private static final Logger log = LoggerFactory.getLogger(Generations.class);
    private static final int MOST_TRIED = 32;
    private static final int MOST_REMOVED_AT_ONCE = 1_000;

    private final CacheDirectory directory;
    private final CacheAccess access;
    private final SnapshotDecoder decoder;
    private final TrustedKeys keys;
    private final int kept;
    private final long largestFile;
    private volatile List<Generation> files = List.of();
    private volatile @Nullable Generation lastGood;
    private volatile @Nullable Generation pinned;

    Generations(
            CacheDirectory directory,
            CacheAccess access,
            SnapshotDecoder decoder,
            TrustedKeys keys,
            int kept,
            long maxSnapshotBytes) {
        this.directory = directory;
        this.access = access;
        this.decoder = decoder;
        this.keys = keys;
        this.kept = kept;
        this.largestFile = maxSnapshotBytes + SnapshotFile.LONGEST_HEADER;
    }

    /** @param admitted asked for each before it is decoded */
    @Nullable
    StoredSnapshot newestGood(Predicate<SnapshotId> admitted) {
        list();
        for (Generation generation : files.stream().limit(MOST_TRIED).toList()) {
            StoredSnapshot stored = load(generation, admitted);
            if (stored != null) {
                return stored;
            }
        }
        return null;
    }

    /** The one that an operator wants; null when there is none that can be started from. */
    @Nullable
    StoredSnapshot named(OperatorOrder order, Predicate<SnapshotId> admitted) {
        list();
        return files.stream()
                .filter(it -> order.names(it.epoch(), it.revision(), it.hash()))
                .sorted(Comparator.comparing(it -> !order.hasHash(it.hash())))
                .map(it -> load(it, admitted))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Writes one and removes those beyond the number that is kept; says whether it is safely on disk. */
    boolean write(SnapshotId id, SnapshotFile file) {
        Generation written = Generation.of(id);
        return access.write("write snapshot", () -> {
            leaveBehindWhatIsAbove(written);
            directory.write(written.fileName(), true, file.head(), file.json());
            prune(written);
        });
    }

    /** Keeps the one of a pin for as long as that lasts; none when null. */
    void protectPinned(@Nullable SnapshotId id) {
        pinned = id == null ? null : Generation.of(id);
    }

    void protectLastGood(@Nullable SnapshotId id) {
        lastGood = id == null ? null : Generation.of(id);
    }

    /** Files that can be started from, newest first. */
    List<Generation> files() {
        return files;
    }

    private @Nullable StoredSnapshot load(Generation generation, Predicate<SnapshotId> admitted) {
        String name = generation.fileName();
        byte[] bytes = keys.required() ? access.readSigned(name, largestFile) : access.read(name, largestFile);
        if (bytes == null) {
            return null;
        }
        SnapshotFile file = SnapshotFile.decode(bytes);
        if (file == null) {
            access.setAside(name);
            return null;
        }
        Optional<String> objection = keys.objection(file.json(), file.signature());
        if (objection.isPresent()) {
            // It stays: keys may have been set too early, or wrongly.
            access.distrust("generation " + generation + ": " + objection.get());
            return null;
        }
        SnapshotId id = SnapshotEnvelope.read(file.json(), file.digest());
        if (id != null && !admitted.test(id)) {
            return null;
        }
        Decoding decoding = decoder.decode(file.json());
        if (decoding instanceof Decoding.Decoded decoded && generation.holds(decoded.content())) {
            return StoredSnapshot.of(file.digest(), decoded.content(), TrustedKeys.wellFormed(file.signature()));
        }
        // Whole, but nothing for this version of the agent: another version may have written it, so it stays.
        log.warn("generation {}: cannot be used by this version", generation);
        return null;
    }

    private void list() {
        List<String> names = access.names();
        if (names != null) {
            files = names.stream()
                    .map(Generation::named)
                    .filter(Objects::nonNull)
                    .sorted(Generation.NEWEST_FIRST)
                    .toList();
        }
    }

    private void prune(Generation written) throws IOException {
        list();
        List<Generation> old = files.stream()
                .skip(kept)
                .filter(it -> !it.equals(written) && !it.isSameAs(lastGood) && !it.isSameAs(pinned))
                .limit(MOST_REMOVED_AT_ONCE)
                .toList();
        if (old.isEmpty()) {
            return;
        }
        for (Generation generation : old) {
            directory.delete(generation.fileName());
        }
        List<Generation> remaining = new ArrayList<>(files);
        remaining.removeAll(new HashSet<>(old));
        files = List.copyOf(remaining);
    }

    /** What is written last must be what is started from, also when its number is lower: an operator had it adopted. */
    private void leaveBehindWhatIsAbove(Generation written) throws IOException {
        List<Generation> above = files.stream()
                .filter(it -> !it.former() && !it.equals(written) && !written.isAbove(it))
                .sorted(Generation.NEWEST_FIRST.reversed())
                .toList();
        for (Generation generation : above) {
            directory.rename(generation.fileName(), generation.asFormer().fileName());
        }
    }
}
