package io.failstatic.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Agents, their control plane and what is seen of both, on one thread and in virtual time. The same seed gives the same run. */
final class SimulatedFleet {

    /**
     * What a run came to.
     *
     * @param steady polls per second that the fleet makes undisturbed
     * @param peak the most polls in any second
     * @param converge seconds from the mark until an agent had the newest snapshot, sorted
     */
    record Outcome(
            int agents,
            double steady,
            int peak,
            List<Double> converge,
            Duration shortestGap,
            Duration shortestGapAfterFailure,
            long behind) {

        /** X of guarantee G8. */
        double allowed() {
            double rate = agents / 10.0;
            return rate + 5 * Math.sqrt(rate);
        }

        double percentile(double share) {
            int index = (int) Math.min(converge.size() - 1, Math.ceil(share * converge.size()));
            return converge.isEmpty() ? 0 : converge.get(index);
        }
    }

    private final VirtualTime time = new VirtualTime();
    private final SplittableRandom random;
    private final SimulatedControlPlane controlPlane;
    private final List<SimulatedAgent> agents = new ArrayList<>();
    private final double[] converged;
    private double mark;

    SimulatedFleet(int size, long seed) {
        this.random = new SplittableRandom(seed);
        this.controlPlane = new SimulatedControlPlane(time, random.split());
        this.converged = new double[size];
        for (int n = 0; n < size; n++) {
            int number = n;
            agents.add(new SimulatedAgent(time, random.split(), controlPlane, () -> note(number)));
        }
    }

    SimulatedControlPlane controlPlane() {
        return controlPlane;
    }

    List<SimulatedAgent> agents() {
        return agents;
    }

    void at(int second, Consumer<SimulatedFleet> event) {
        time.at(Duration.ofSeconds(second), () -> event.accept(this));
    }

    /** Something is published; convergence is measured from now on. */
    void publish() {
        controlPlane.publish();
        mark();
    }

    /** The control plane is back, with something that was published while it was away. */
    void comeBackWithNews() {
        comeBack();
        publish();
    }

    /** The control plane is back as it was. */
    void comeBack() {
        controlPlane.slowDown(Duration.ZERO);
        controlPlane.become(SimulatedControlPlane.Condition.WORKING);
    }

    private void mark() {
        mark = time.elapsed().toNanos() / 1e9;
        for (int n = 0; n < converged.length; n++) {
            converged[n] = agents.get(n).revision() == controlPlane.revision() ? 0 : Double.NaN;
        }
    }

    /** Every process is started again within a second, from the snapshot that it had. */
    void restartAll() {
        StoredSnapshot onDisk = controlPlane.stored();
        for (SimulatedAgent agent : agents) {
            time.in(Duration.ofNanos(random.nextLong(1_000_000_000)), () -> agent.restart(onDisk));
        }
    }

    Outcome run(int seconds) {
        agents.forEach(SimulatedAgent::start);
        time.runUntil(Duration.ofSeconds(seconds));
        List<Double> known = Arrays.stream(converged)
                .filter(second -> second > 0)
                .sorted()
                .boxed()
                .toList();
        Outcome outcome = new Outcome(
                agents.size(),
                controlPlane.mean(20, 60),
                controlPlane.peak(),
                known,
                agents.stream()
                        .map(SimulatedAgent::shortestGap)
                        .min(Duration::compareTo)
                        .orElseThrow(),
                agents.stream()
                        .map(SimulatedAgent::shortestGapAfterFailure)
                        .min(Duration::compareTo)
                        .orElseThrow(),
                agents.stream()
                        .filter(agent -> agent.revision() != controlPlane.revision())
                        .count());
        agents.forEach(SimulatedAgent::close);
        return outcome;
    }

    private void note(int agent) {
        if (agents.get(agent).revision() == controlPlane.revision()) {
            converged[agent] = time.elapsed().toNanos() / 1e9 - mark;
        }
    }
}
