package io.failstatic.control.snapshot;

import io.failstatic.control.change.SizeWarning;
import io.failstatic.control.resource.ContentError;
import io.failstatic.control.resource.InvalidContentException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The size of a snapshot from which on there is a warning, and beyond which it is not published. Immutable. */
@Component
@EnableConfigurationProperties(SnapshotProperties.class)
public final class SnapshotLimit implements SizeWarning {

    private static final double WARNED_ABOUT = 0.7;
    private static final String REMEDY = "remove resources; or raise config-agent.max-snapshot-size of every agent,"
            + " then control.snapshot.max-size";

    private final long max;

    SnapshotLimit(SnapshotProperties properties) {
        this.max = properties.maxSize().toBytes();
    }

    /** How much of the limit a snapshot takes; 1 is all of it. */
    public double fill(long bytes) {
        return (double) bytes / max;
    }

    @Override
    public @Nullable String of(long bytes) {
        return fill(bytes) < WARNED_ABOUT
                ? null
                : "the snapshot has " + bytes + " of at most " + max + " bytes, " + Math.round(100 * fill(bytes))
                        + " %; beyond that changes are refused (" + REMEDY + ")";
    }

    /**
     * Lets a snapshot be published, or not.
     *
     * @throws InvalidContentException when instances would refuse it
     */
    void require(long bytes) {
        if (bytes > max) {
            throw new InvalidContentException(List.of(new ContentError(
                    "",
                    ContentError.Code.LIMIT_EXCEEDED,
                    "the snapshot would have " + bytes + " bytes (expected: at most " + max + ": " + REMEDY + ")")));
        }
    }
}
