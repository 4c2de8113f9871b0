package io.failstatic.control.distribution;

import io.failstatic.control.fleet.DesiredState.Desired;
import io.failstatic.control.fleet.InstanceReport;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What an audience is served: everything an answer needs, made once. <i>Immutable; the buffers are never written to.</i> */
final class Head {

    private final RenderedSnapshot snapshot;
    private final Buffer json;
    private final Buffer gzip;
    private final String etag;
    private final String epoch;
    private final String revision;

    Head(RenderedSnapshot snapshot) {
        this.snapshot = snapshot;
        this.json = Buffer.buffer(snapshot.json());
        this.gzip = Buffer.buffer(snapshot.gzip());
        this.epoch = Long.toString(snapshot.epoch());
        this.revision = Long.toString(snapshot.revision());
        this.etag = '"' + epoch + '.' + revision + '.' + firstHex(snapshot.digest()) + '"';
    }

    private static String firstHex(String digest) {
        String base64 = digest.substring("sha-256=:".length(), digest.length() - 1);
        return HexFormat.of().formatHex(Base64.getDecoder().decode(base64), 0, 8);
    }

    RenderedSnapshot snapshot() {
        return snapshot;
    }

    Buffer json() {
        return json;
    }

    Buffer gzip() {
        return gzip;
    }

    String etag() {
        return etag;
    }

    /** The epoch as a header value. */
    String epoch() {
        return epoch;
    }

    /** The revision as a header value. */
    String revision() {
        return revision;
    }

    Desired desired() {
        return new Desired(snapshot.lineage(), snapshot.epoch(), snapshot.revision(), snapshot.digest());
    }

    /** Whether an instance that has seen the given snapshot must be sent this one. */
    boolean isNewsTo(InstanceReport.@Nullable Named seen) {
        if (seen == null || !seen.lineage().equals(snapshot.lineage())) {
            return true;
        }
        int order = compareTo(seen.epoch(), seen.revision());
        return order > 0
                || (order == 0 && seen.digest() != null && !seen.digest().equals(snapshot.digest()));
    }

    /** Orders this head against a pair of the same lineage. */
    int compareTo(long otherEpoch, long otherRevision) {
        int byEpoch = Long.compare(snapshot.epoch(), otherEpoch);
        return byEpoch != 0 ? byEpoch : Long.compare(snapshot.revision(), otherRevision);
    }
}
