package io.failstatic.agent;

/** Where a published snapshot lies while the control plane is away. Confined to the poller thread. */
@FunctionalInterface
interface Mirror {

    /**
     * Makes exactly one exchange. Expected failures are outcomes.
     *
     * @param onlyIfOther whether what was fetched before need not come again
     * @return {@code Fetched}, {@code Unchanged} or {@code Failed}
     * @throws InterruptedException when the agent is being closed
     */
    PollOutcome fetch(boolean onlyIfOther) throws InterruptedException;
}
