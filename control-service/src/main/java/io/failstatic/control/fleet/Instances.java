package io.failstatic.control.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The instances that have polled, in memory: losing it costs one poll interval of view. Bounded; an id belongs to the token
 * it was first used with for as long as it is remembered. <i>Thread-safe.</i>
 */
public final class Instances {

    private static final String STABLE = "stable";

    private final FleetProperties properties;
    private final Duration pollInterval;
    private final DesiredState desired;
    private final Clock clock;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<String, Polled> polled = new ConcurrentHashMap<>();

    Instances(
            FleetProperties properties, Duration pollInterval, DesiredState desired, Clock clock, LongSupplier nanos) {
        this.properties = properties;
        this.pollInterval = pollInterval;
        this.desired = desired;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * Records what an instance says. Answers false, and records nothing, when the id belongs to another token. A new
     * instance beyond the bound is served but not remembered.
     */
    public boolean report(String token, InstanceReport report) {
        Polled now = new Polled(token, report, clock.instant(), nanos.getAsLong());
        String id = report.instanceId();
        if (polled.size() >= properties.maxInstances() && !polled.containsKey(id)) {
            return true;
        }
        return polled.compute(id, (same, before) -> before == null || before.token.equals(token) ? now : before)
                .token
                .equals(token);
    }

    /** The audience that an instance belongs to. */
    public String audienceOf(@Nullable String instanceId) {
        return STABLE;
    }

    /** What every instance said last, however long ago. */
    Stream<InstanceReport> reports() {
        return polled.values().stream().map(Polled::report);
    }

    /** Every instance, by id. */
    public List<Instance> all() {
        long now = nanos.getAsLong();
        return polled.values().stream()
                .map(each -> view(each, now))
                .sorted((one, other) ->
                        one.report().instanceId().compareTo(other.report().instanceId()))
                .toList();
    }

    /** The instance of an id. */
    public Optional<Instance> find(String instanceId) {
        return Optional.ofNullable(polled.get(instanceId)).map(each -> view(each, nanos.getAsLong()));
    }

    /** How many instances are in each state; every state is present. */
    public Map<InstanceState, Integer> counts() {
        Map<InstanceState, Integer> counts = new EnumMap<>(InstanceState.class);
        for (InstanceState state : InstanceState.values()) {
            counts.put(state, 0);
        }
        long now = nanos.getAsLong();
        polled.values().forEach(each -> counts.merge(state(each, now), 1, Integer::sum));
        return counts;
    }

    /** Forgets the instances that have been away for too long; when there are too many, every lost one. */
    public void forgetTheLost() {
        long now = nanos.getAsLong();
        boolean full = polled.size() >= properties.maxInstances();
        polled.values()
                .removeIf(each -> now - each.nanos > properties.forgetAfter().toNanos()
                        || (full && state(each, now) == InstanceState.LOST));
    }

    private Instance view(Polled each, long now) {
        return new Instance(each.token, audienceOf(each.report.instanceId()), state(each, now), each.report, each.at);
    }

    private InstanceState state(Polled each, long now) {
        InstanceReport report = each.report;
        Duration silence = pollInterval.multipliedBy(3).plusMillis((long) (report.waitSeconds() * 1000));
        if (now - each.nanos > silence.toNanos()) {
            return InstanceState.LOST;
        }
        if (report.refused() != null) {
            return InstanceState.REFUSING;
        }
        if ("DEGRADED".equals(report.state())) {
            return InstanceState.DEGRADED;
        }
        DesiredState.Desired head = desired.desired(audienceOf(report.instanceId()));
        return head == null || head.isRunBy(report.applied()) ? InstanceState.CONVERGED : InstanceState.LAGGING;
    }

    private record Polled(String token, InstanceReport report, Instant at, long nanos) {}
}
