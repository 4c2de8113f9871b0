package io.failstatic.agent;

import org.jspecify.annotations.Nullable;

/**
 * What is done when the process is told to end (SIGTERM, {@code System.exit}) while the agent is not closed; a process that
 * is killed or halts never comes here. <em>Thread-safe.</em>
 */
final class OrderlyStop {

    private final Runnable record;
    private @Nullable Thread hook;

    OrderlyStop(Runnable record) {
        this.record = record;
    }

    synchronized void arm() {
        Thread next = AgentThreads.named("config-agent-stop").newThread(record);
        try {
            Runtime.getRuntime().addShutdownHook(next);
            hook = next;
        } catch (IllegalStateException alreadyEnding) {
            hook = null;
        }
    }

    synchronized void disarm() {
        try {
            if (hook != null) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        } catch (IllegalStateException alreadyEnding) {
            // The hook runs, or has run.
        } finally {
            hook = null;
        }
    }
}
