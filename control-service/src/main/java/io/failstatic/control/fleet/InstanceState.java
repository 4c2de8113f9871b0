package io.failstatic.control.fleet;

/** How an instance stands to the state it should run. */
public enum InstanceState {
    /** Runs the desired revision of its audience. */
    CONVERGED,
    /** Runs an older revision, or none. */
    LAGGING,
    /** Serves, but says that something is wrong. */
    DEGRADED,
    /** Keeps a snapshot out. */
    REFUSING,
    /** Has not polled for three intervals beyond its wait. */
    LOST
}
