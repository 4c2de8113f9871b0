package io.failstatic.agent;

import java.util.concurrent.ThreadFactory;

/** Threads of the agent: named, and none that keeps a process alive. */
final class AgentThreads {

    private AgentThreads() {}

    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
