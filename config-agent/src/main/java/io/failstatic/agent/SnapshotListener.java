package io.failstatic.agent;

/** What a host does after another snapshot came into force. */
@FunctionalInterface
public interface SnapshotListener {

    /**
     * Called after the swap, in the order of registration, on a thread of the agent. Whatever is thrown here, and a call
     * that takes longer than 1 s, is reported to the control plane as {@code LISTENER_FAILED}; the snapshot stays in force.
     *
     * @param snapshot the snapshot now in force
     * @throws Exception when the host cannot follow
     */
    void applied(Snapshot snapshot) throws Exception;
}
