package io.failstatic.agent;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The disk's thread for those who can wait for it, but not for ever. <em>Thread-safe</em>, not for the disk's thread itself. */
final class DiskCalls {

    private static final Logger log = LoggerFactory.getLogger(DiskCalls.class);
    private static final long PATIENCE_SECONDS = 5;

    private final ExecutorService thread;

    DiskCalls(ExecutorService thread) {
        this.thread = thread;
    }

    /** What the work comes to; null also when it fails, or takes longer than 5 s. */
    <T> @Nullable T call(Callable<@Nullable T> work) {
        try {
            return thread.submit(work).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            log.error("the disk does not answer: {}", e.toString());
            return null;
        }
    }
}
