package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Circuit;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Unchanged;
import io.failstatic.agent.SnapshotIntake.Reception;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The look at a mirror after a poll that the control plane did not answer: once per poll while the circuit is not closed, and
 * from the first failure on where nothing but the built-in defaults is in force. What it brings is no contact with the
 * control plane, and whatever goes wrong with it changes nothing. <em>Confined to the poller thread.</em>
 */
final class MirrorFallback {

    private static final Logger log = LoggerFactory.getLogger(MirrorFallback.class);

    private final @Nullable Mirror mirror;
    private final PollCircuit circuit;
    private final BooleanSupplier hasNothing;
    private final SnapshotIntake intake;
    private final Runnable remember;
    private boolean settled;
    private boolean failing;

    /**
     * @param mirror null for none
     * @param hasNothing whether a poll has failed and only the built-in defaults are in force
     * @param remember keeps what the agent knows after a snapshot was met
     */
    MirrorFallback(
            @Nullable Mirror mirror,
            PollCircuit circuit,
            BooleanSupplier hasNothing,
            SnapshotIntake intake,
            Runnable remember) {
        this.mirror = mirror;
        this.circuit = circuit;
        this.hasNothing = hasNothing;
        this.intake = intake;
        this.remember = remember;
    }

    /** Looks at the mirror if it is time to. */
    void consult() throws InterruptedException {
        if (mirror == null || (circuit.state() == Circuit.CLOSED && !hasNothing.getAsBoolean())) {
            return;
        }
        try {
            conclude(mirror.fetch(settled));
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // as for a poll: nothing may end the loop
            failed("mirror: " + e);
        }
    }

    private void conclude(PollOutcome outcome) throws InterruptedException {
        if (outcome instanceof Fetched fetched) {
            Reception reception = intake.receiveFromMirror(fetched);
            settled = reception == Reception.APPLIED || reception == Reception.UNCHANGED;
            failing = false;
            if (reception == Reception.APPLIED || reception == Reception.REFUSED) {
                remember.run();
            }
        } else if (outcome instanceof Unchanged) {
            failing = false;
        } else {
            failed(outcome.toString());
        }
    }

    private void failed(String detail) {
        if (failing) {
            log.debug("{}", detail);
        } else {
            log.warn("no help from a mirror either: {}", detail);
        }
        failing = true;
    }
}
