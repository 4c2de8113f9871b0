package io.failstatic.agent;

/** The layer that the snapshot in force came from, best first. */
public enum Origin {
    /** Fetched from the control plane by this process. */
    CONTROL_PLANE,
    /** Fetched from a mirror of the control plane by this process. */
    MIRROR,
    /** Loaded from a file: a generation in the cache directory, or the shipped snapshot. */
    DISK,
    /** Built into the library: no snapshot of a control plane is in hand. */
    DEFAULTS
}
