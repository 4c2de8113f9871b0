package io.failstatic.agent.test.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Gives a target one input and looks at what it costs: time of the processor, so that a busy machine finds nothing, and
 * memory in proportion to the input.
 */
final class Trial {

    private static final long MOST_NANOS = 50_000_000;
    private static final long MOST_BYTES = 4 << 20;
    private static final long MOST_BYTES_PER_BYTE = 2048;

    /** Classes load and code is compiled in the first runs. */
    private static final int ATTEMPTS = 5;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Trial() {}

    /** Throws what the target throws, or an {@link AssertionError} where it takes too much. */
    static void run(FuzzTarget target, byte[] input) {
        long mostBytes = MOST_BYTES + MOST_BYTES_PER_BYTE * input.length;
        long nanos = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && (nanos > MOST_NANOS || bytes > mostBytes); attempt++) {
            long nanosBefore = THREADS.getCurrentThreadCpuTime();
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            target.take(input.clone());
            nanos = Math.min(nanos, THREADS.getCurrentThreadCpuTime() - nanosBefore);
            bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - bytesBefore);
        }
        if (nanos > MOST_NANOS) {
            throw new AssertionError("took " + nanos + " ns (expected: at most " + MOST_NANOS + ")");
        }
        if (bytes > mostBytes) {
            throw new AssertionError("allocated " + bytes + " bytes (expected: at most " + mostBytes + ")");
        }
    }
}
