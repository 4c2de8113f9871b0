package io.failstatic.control.fleet;

/** Tells whether what an instance says to have applied was signed by this control plane. Thread-safe; must be quick. */
public interface Testimony {

    /** Whether the signature that the instance passes on is one of this very place in the history. */
    boolean isProven(InstanceReport.Applied applied);
}
