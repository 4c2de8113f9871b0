package io.failstatic.control.snapshot;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What may be published.
 *
 * @param maxSize of a snapshot as JSON; agents refuse more
 */
@ConfigurationProperties("control.snapshot")
record SnapshotProperties(@DefaultValue("16MB") DataSize maxSize) {

    SnapshotProperties {
        if (maxSize.toBytes() < 1024) {
            throw new IllegalArgumentException("control.snapshot.max-size: " + maxSize + " (expected: at least 1KB)");
        }
    }
}
