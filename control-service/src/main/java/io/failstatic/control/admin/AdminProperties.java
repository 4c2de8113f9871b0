package io.failstatic.control.admin;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of the admin listener.
 *
 * @param maxBodySize longest body of a request
 * @param maxApplySize longest body of a request that carries many resources
 * @param bodyDeadline time for a body to arrive
 * @param rateLimit calls that each caller may make
 */
@ConfigurationProperties("control.admin")
record AdminProperties(
        @DefaultValue("1MB") DataSize maxBodySize,
        @DefaultValue("16MB") DataSize maxApplySize,
        @DefaultValue("30s") Duration bodyDeadline,
        @DefaultValue RateLimit rateLimit) {

    AdminProperties {
        if (maxBodySize.toBytes() < 1024 || maxApplySize.toBytes() < maxBodySize.toBytes()) {
            throw new IllegalArgumentException("control.admin.max-body-size: " + maxBodySize
                    + " (expected: at least 1KB and at most control.admin.max-apply-size)");
        }
        if (bodyDeadline.isNegative() || bodyDeadline.isZero()) {
            throw new IllegalArgumentException(
                    "control.admin.body-deadline: " + bodyDeadline + " (expected: more than 0s)");
        }
    }

    /**
     * How often one caller may call.
     *
     * @param perSecond calls a second, for ever
     * @param burst calls at once, after a pause
     */
    record RateLimit(
            @DefaultValue("100") int perSecond,
            @DefaultValue("300") int burst) {

        private static final int MAX = 1_000_000;

        RateLimit {
            if (perSecond < 1 || perSecond > MAX) {
                throw new IllegalArgumentException(
                        "control.admin.rate-limit.per-second: " + perSecond + " (expected: 1 to " + MAX + ")");
            }
            if (burst < 1 || burst > MAX) {
                throw new IllegalArgumentException(
                        "control.admin.rate-limit.burst: " + burst + " (expected: 1 to " + MAX + ")");
            }
        }
    }
}
