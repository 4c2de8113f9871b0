package io.failstatic.agent;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an agent starts from: the newest good generation on disk, else an older one, else the shipped snapshot, else
 * nothing but the built-in defaults. Never the network.
 */
final class SnapshotLayers {

    private static final Logger log = LoggerFactory.getLogger(SnapshotLayers.class);

    /**
     * What the layers hold. A shipped snapshot is served, but binds to no lineage: it may come from another environment.
     *
     * @param shippedUnusable whether there is a shipped snapshot that cannot be read
     */
    record Start(@Nullable StoredSnapshot stored, boolean shipped, boolean shippedUnusable) {}

    private final @Nullable DiskSnapshots disk;
    private final SnapshotDecoder decoder;
    private final AgentSettings settings;

    SnapshotLayers(@Nullable DiskSnapshots disk, SnapshotDecoder decoder, AgentSettings settings) {
        this.disk = disk;
        this.decoder = decoder;
        this.settings = settings;
    }

    /** @param admitted whether a generation on disk may be decoded and served */
    Start start(Predicate<SnapshotId> admitted) {
        StoredSnapshot onDisk = disk == null ? null : disk.newestGood(admitted);
        URL shipped = settings.shippedSnapshot();
        if (onDisk != null || shipped == null) {
            return new Start(onDisk, false, false);
        }
        StoredSnapshot fromShipped = read(shipped);
        return new Start(fromShipped, fromShipped != null, fromShipped == null);
    }

    private @Nullable StoredSnapshot read(URL shipped) {
        try (InputStream in = shipped.openStream()) {
            long most = settings.maxSnapshotBytes() + SnapshotFile.LONGEST_HEADER;
            SnapshotFile file = SnapshotFile.decode(in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, most + 1)));
            if (file == null) {
                log.error("shipped-snapshot: {} (expected: a line with its digest, then the snapshot)", shipped);
                return null;
            }
            Optional<String> objection = settings.trustedKeys().objection(file.json(), file.signature());
            if (objection.isPresent()) {
                log.error("shipped-snapshot: {}: {}", shipped, objection.get());
                return null;
            }
            Decoding decoding = decoder.decode(file.json());
            if (decoding instanceof Decoding.Decoded decoded) {
                return StoredSnapshot.of(file.digest(), decoded.content(), TrustedKeys.wellFormed(file.signature()));
            }
            log.error("shipped-snapshot: {} (expected: a snapshot that this version reads): {}", shipped, decoding);
        } catch (IOException e) {
            log.error("shipped-snapshot: {} (expected: a readable file): {}", shipped, e.toString());
        }
        return null;
    }
}
