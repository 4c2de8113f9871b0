package io.failstatic.agent;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot file of the cache directory by its name, {@code <epoch>-<revision>-<hash>.snapshot}. <em>Immutable.</em>
 *
 * @param former whether it is above what was written after it, which an operator had the agent adopt; its name then ends
 *     with {@code .former}, and it comes after all others
 */
record Generation(long epoch, long revision, String hash, boolean former) {

    static final Comparator<Generation> NEWEST_FIRST = Comparator.comparing(Generation::former)
            .thenComparing(Comparator.comparingLong(Generation::epoch)
                    .thenComparingLong(Generation::revision)
                    .thenComparing(Generation::hash)
                    .reversed());

    private static final Pattern NAME = Pattern.compile("(\\d{1,19})-(\\d{1,19})-([0-9a-f]{8})\\.(snapshot|former)");

    /** The generation with this file name; null when the file is something else. */
    static @Nullable Generation named(String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        if (!matcher.matches()) {
            return null;
        }
        try {
            return new Generation(
                    Long.parseLong(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    matcher.group(3),
                    matcher.group(4).equals("former"));
        } catch (NumberFormatException e) {
            // Of 19 digits some are no number of 64 bits.
            return null;
        }
    }

    static Generation of(SnapshotId id) {
        return new Generation(id.epoch(), id.revision(), Digest.shortHex(id.digest()), false);
    }

    /** The same snapshot, as one that has been left behind. */
    Generation asFormer() {
        return new Generation(epoch, revision, hash, true);
    }

    /** Whether this file has the snapshot of that one, whatever their names end with. */
    boolean isSameAs(@Nullable Generation other) {
        return other != null && asFormer().equals(other.asFormer());
    }

    /** Whether it comes before the other by its number alone. */
    boolean isAbove(Generation other) {
        return epoch != other.epoch ? epoch > other.epoch : revision > other.revision;
    }

    String fileName() {
        return epoch + "-" + revision + "-" + hash + (former ? ".former" : ".snapshot");
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
