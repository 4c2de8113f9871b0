package io.failstatic.edge.report;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The access log.
 *
 * @param file File to append to; "-" is the standard output.
 * @param query Whether queries are written down, too; they may hold what nobody should read.
 * @param capacity Lines that may wait to be written; what comes on top of them is dropped and counted.
 */
@ConfigurationProperties("edge.access-log")
record AccessLogProperties(
        String file,
        @DefaultValue("false") boolean query,
        @DefaultValue("10000") int capacity) {

    AccessLogProperties {
        if (file.isBlank()) {
            throw new IllegalArgumentException("edge.access-log.file: blank (expected: a path, or -)");
        }
        if (capacity < 1 || capacity > 1_000_000) {
            throw new IllegalArgumentException("edge.access-log.capacity: " + capacity + " (expected: 1 to 1000000)");
        }
    }
}
