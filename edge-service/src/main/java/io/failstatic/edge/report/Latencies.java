package io.failstatic.edge.report;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram of durations with 16 buckets for each power of two microseconds, that is within 6 %. Adding is one atomic
 * increment; reading a percentile since the last reading takes the histogram through once. <em>Thread-safe.</em>
 */
final class Latencies {

    private static final int SUB_BITS = 4;
    private static final int SUB = 1 << SUB_BITS;
    private static final int BUCKETS = SUB * 40;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final long[] reported = new long[BUCKETS];

    void add(long nanos) {
        counts.incrementAndGet(bucket(TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos))));
    }

    /** The 99th percentile of what was added since the last call, in milliseconds; 0 if nothing was. */
    synchronized double p99MillisSinceLastCall() {
        long[] added = new long[BUCKETS];
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            long count = counts.get(i);
            added[i] = count - reported[i];
            reported[i] = count;
            total += added[i];
        }
        long rank = total - total / 100;
        for (int i = 0; i < BUCKETS && total > 0; i++) {
            rank -= added[i];
            if (rank <= 0) {
                return upperMicros(i) / 1000.0;
            }
        }
        return 0;
    }

    private static int bucket(long micros) {
        if (micros < SUB) {
            return (int) micros;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(micros);
        int sub = (int) (micros >>> (exponent - SUB_BITS)) & (SUB - 1);
        return Math.min(BUCKETS - 1, (exponent - SUB_BITS + 1) * SUB + sub);
    }

    private static long upperMicros(int bucket) {
        if (bucket < SUB) {
            return bucket;
        }
        int shift = bucket / SUB - 1;
        return ((long) (SUB + bucket % SUB + 1) << shift) - 1;
    }
}
