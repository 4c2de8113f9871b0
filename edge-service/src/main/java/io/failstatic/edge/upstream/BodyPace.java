package io.failstatic.edge.upstream;

import java.util.concurrent.TimeUnit;

/**
 * How fast one body arrives from its client. The clock runs only while the client is waited for, not while the service is.
 * <em>Confined to its event loop.</em>
 */
final class BodyPace {

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final BodyRate rate;
    private long bytes;
    private long waitedNanos;
    private long sinceNanos;
    private boolean waiting;

    BodyPace(BodyRate rate) {
        this.rate = rate;
    }

    /** From now on the client is waited for. */
    void resume(long nowNanos) {
        if (!waiting) {
            waiting = true;
            sinceNanos = nowNanos;
        }
    }

    /** From now on it is not the client that keeps the body waiting. */
    void pause(long nowNanos) {
        if (waiting) {
            waiting = false;
            waitedNanos += nowNanos - sinceNanos;
        }
    }

    boolean isWaiting() {
        return waiting;
    }

    void received(int more) {
        bytes += more;
    }

    /** Milliseconds until the client is too slow if nothing more arrives; 0 or less when it is. */
    long leftMillis(long nowNanos) {
        long waited = waitedNanos + (waiting ? nowNanos - sinceNanos : 0);
        double bought = (double) bytes / rate.bytesPerSecond() * NANOS_PER_SECOND;
        double left = rate.patience().toNanos() + bought - waited;
        return (long) Math.ceil(left / TimeUnit.MILLISECONDS.toNanos(1));
    }
}
