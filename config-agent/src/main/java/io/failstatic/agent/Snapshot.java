package io.failstatic.agent;

import io.failstatic.agent.config.Configuration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The complete desired state that this process serves from, with its provenance. <em>Immutable.</em>
 *
 * <p>Read {@link ConfigAgent#current()} once per request and decide everything from that one object.
 *
 * @param lineage identity of the history, null for the built-in defaults
 * @param epoch generation of the lineage, 0 for the built-in defaults
 * @param revision number of the desired state, 0 for the built-in defaults
 * @param audience the instances that run the same content
 * @param digest SHA-256 of the snapshot's bytes as {@code sha-256=:<base64>:}, null for the built-in defaults
 * @param publishedAt when the control plane rendered it, null for the built-in defaults; never used to order
 * @param origin the layer it came from
 * @param configuration what the snapshot compiles to
 */
public record Snapshot(
        @Nullable String lineage,
        long epoch,
        long revision,
        String audience,
        @Nullable String digest,
        @Nullable Instant publishedAt,
        Origin origin,
        Configuration configuration) {

    /** The snapshot of a process that has never met a control plane. */
    public static final Snapshot DEFAULTS =
            new Snapshot(null, 0, 0, "stable", null, null, Origin.DEFAULTS, Configuration.DEFAULTS);

    /** Only lineage, digest and time of publication may be null. */
    public Snapshot {
        Objects.requireNonNull(audience, "audience");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(configuration, "configuration");
    }
}
