package io.failstatic.agent;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A snapshot file of the cache directory by its name, {@code <epoch>-<revision>-<hash>.snapshot}. <em>Immutable.</em> */
record Generation(long epoch, long revision, String hash) {

    static final Comparator<Generation> NEWEST_FIRST = Comparator.comparingLong(Generation::epoch)
            .thenComparingLong(Generation::revision)
            .thenComparing(Generation::hash)
            .reversed();

    private static final Pattern NAME = Pattern.compile("(\\d{1,18})-(\\d{1,18})-([0-9a-f]{8})\\.snapshot");

    /** The generation with this file name; null when the file is something else. */
    static @Nullable Generation named(String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        return matcher.matches()
                ? new Generation(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), matcher.group(3))
                : null;
    }

    static Generation of(SnapshotId id) {
        return new Generation(id.epoch(), id.revision(), Digest.shortHex(id.digest()));
    }

    String fileName() {
        return epoch + "-" + revision + "-" + hash + ".snapshot";
    }

    boolean holds(SnapshotContent content) {
        return content.epoch() == epoch && content.revision() == revision;
    }

    /** Epoch and revision, for people. */
    @Override
    public String toString() {
        return epoch + "." + revision;
    }
}
