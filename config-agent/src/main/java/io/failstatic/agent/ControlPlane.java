package io.failstatic.agent;

/** Where snapshots come from. Confined to the poller thread. */
@FunctionalInterface
interface ControlPlane {

    /**
     * Makes exactly one exchange. Expected failures are outcomes.
     *
     * @throws InterruptedException when the agent is being closed
     */
    PollOutcome poll(PollReport report) throws InterruptedException;
}
