package io.failstatic.agent.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A control plane without a control service: it speaks the distribution protocol on a port of its own, holds polls,
 * records them, and fails on command. Until something is published it answers 204. <em>Thread-safe.</em>
 *
 * <p>A fault holds until {@link #heal()}, or until another replaces it; polls that are held at that moment are answered
 * under the new one. Nothing of a stop survives but the port and what was published.
 */
public final class ControlPlaneSimulator implements AutoCloseable {

    private final SimulatedDistribution distribution = new SimulatedDistribution();
    private final SimulatorServer server = new SimulatorServer(distribution::answer, distribution::fault);

    /** Starts to listen, on any free port, or after a stop on the one it had. */
    public ControlPlaneSimulator start() {
        server.start();
        return this;
    }

    /** The URL of the distribution side, for {@code config-agent.control-plane-url}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** The port on the loopback interface; the same after a restart. */
    public int port() {
        return server.port();
    }

    /** The one token that is accepted, for {@code config-agent.token}. */
    public String token() {
        return SimulatedDistribution.TOKEN;
    }

    /** Publishes a snapshot; a builder without a revision gets the next one. */
    public PublishedSnapshot publish(SnapshotBuilder snapshot) {
        return distribution.publishNext(revision -> PublishedSnapshot.of(snapshot.bytes(revision)));
    }

    /** Publishes a snapshot as it is; the headers say what its envelope says. */
    public PublishedSnapshot publish(String json) {
        return distribution.publish(PublishedSnapshot.of(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Publishes these bytes as the given pair, with a right digest, whatever they are. */
    public PublishedSnapshot publish(String lineage, long epoch, long revision, byte[] bytes) {
        return distribution.publish(
                new PublishedSnapshot(lineage, epoch, revision, bytes, PublishedSnapshot.sha256(bytes)));
    }

    /** Signs with this key what is published from now on; with null, nothing. */
    public void sign(@Nullable SigningKey key) {
        distribution.sign(key);
    }

    /** What is published, or null. */
    public @Nullable PublishedSnapshot head() {
        return distribution.head();
    }

    /** Answers every request with this status. */
    public void fail(int status) {
        fail(status, "");
    }

    /** Answers every request with this status and this {@code Retry-After}. */
    public void fail(int status, String retryAfter) {
        distribution.set(new Fault.Status(status, retryAfter));
    }

    /** Accepts connections, reads requests, and never answers. */
    public void hang() {
        distribution.set(new Fault.Hang());
    }

    /** Resets the connection in the middle of the body. */
    public void resetMidBody() {
        distribution.set(new Fault.Reset());
    }

    /** Closes the connection in the middle of the body. */
    public void truncateBody() {
        distribution.set(new Fault.Truncate());
    }

    /** Sends one byte at a time. */
    public void dribble(Duration perByte) {
        distribution.set(new Fault.Dribble(perByte));
    }

    /** Answers with bytes that are not HTTP. */
    public void garbage() {
        distribution.set(new Fault.Garbage());
    }

    /** Answers late. */
    public void delay(Duration delay) {
        distribution.set(new Fault.Delay(delay));
    }

    /** Sends every answer evenly spread over this time, however long it is. */
    public void slowDown(Duration perAnswer) {
        distribution.set(new Fault.Slow(perAnswer));
    }

    /** Announces a digest that the snapshot does not have; sent to every poll. */
    public void corruptDigest() {
        distribution.forge(PublishedSnapshot::withWrongDigest);
    }

    /** Has the signed snapshot tampered with on its way to every poll. */
    public void tamper(Tampering how) {
        distribution.tamper(how);
    }

    /** Sends the snapshot before the last to every poll, whatever the agent has seen, as a restored backup would. */
    public void regress() {
        distribution.regress();
    }

    /** Sends other bytes under the same lineage, epoch and revision. */
    public void equivocate() {
        distribution.forge(PublishedSnapshot::withOtherBytes);
    }

    /** Sends the snapshot as one of another lineage, as the other half of a split brain would. */
    public void fork() {
        distribution.forge(PublishedSnapshot::withOtherLineage);
    }

    /** Sends the next revision without any resource, and without accounting for what vanished, as a lost database would. */
    public void shrink() {
        distribution.forge(PublishedSnapshot::withoutResources);
    }

    /** Ends every fault. */
    public void heal() {
        distribution.heal();
    }

    /** Sets the pace that every answer asks for, in seconds. */
    public void pollInterval(int seconds) {
        distribution.pollInterval(seconds);
    }

    /** Whether polls that ask for it are held; true at first. */
    public void hold(boolean hold) {
        distribution.hold(hold);
    }

    /** Refuses connections, as a process that is gone does, and closes those that are open. */
    public void stop() {
        server.stop();
    }

    /** Listens again on the same port. */
    public void restart() {
        server.stop();
        server.start();
    }

    @Override
    public void close() {
        server.stop();
    }

    /** The polls so far, oldest first, also those that were answered with a fault. */
    public List<RecordedPoll> polls() {
        return distribution.polls();
    }

    /** Waits until this many polls have arrived in all; says so in an {@link AssertionError} if they don't. */
    public List<RecordedPoll> awaitPolls(int count, Duration atMost) throws InterruptedException {
        return distribution.awaitPolls(count, atMost);
    }

    /** Connections accepted so far. */
    public int connections() {
        return server.accepted();
    }

    /** Connections open now. */
    public int openConnections() {
        return server.open();
    }
}
