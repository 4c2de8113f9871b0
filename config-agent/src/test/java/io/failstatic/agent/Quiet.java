package io.failstatic.agent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Silence of the agent's log, for tests that provoke thousands of lines. */
final class Quiet {

    private final Logger log = (Logger) LoggerFactory.getLogger("io.failstatic.agent");
    private @Nullable Level before;

    void begin() {
        before = log.getLevel();
        log.setLevel(Level.OFF);
    }

    void end() {
        log.setLevel(before);
    }
}
