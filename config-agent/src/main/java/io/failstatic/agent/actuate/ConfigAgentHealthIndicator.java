package io.failstatic.agent.actuate;

import io.failstatic.agent.AgentStatus;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Pin;
import io.failstatic.agent.Refusal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * How the agent stands, as {@code UP} or {@code DEGRADED}. Never {@code DOWN}: an agent without a control plane serves.
 */
public final class ConfigAgentHealthIndicator implements HealthIndicator {

    /** Serving, but not following the control plane as it should; answered with HTTP 200. */
    public static final Status DEGRADED = new Status("DEGRADED");

    private final ConfigAgent agent;

    /** @param agent whose status is told */
    public ConfigAgentHealthIndicator(ConfigAgent agent) {
        this.agent = agent;
    }

    @Override
    public Health health() {
        AgentStatus status = agent.status();
        return Health.status(status.state() == AgentStatus.State.OK ? Status.UP : DEGRADED)
                .withDetails(details(status))
                .build();
    }

    /** The status as JSON members, under the names of the edge's {@code /health}. */
    public static Map<String, @Nullable Object> details(AgentStatus status) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("data_plane", "operational");
        details.put("control_plane_sync", lower(status.sync()));
        details.put(
                "last_sync_seconds_ago",
                status.staleness() == null ? null : status.staleness().toSeconds());
        details.put("current_config_version", status.snapshot().revision());
        details.put("config_source", lower(status.snapshot().origin()));
        details.put("epoch", status.snapshot().epoch());
        details.put("circuit", status.circuit().name());
        details.put("refused", status.refused() == null ? null : refused(status.refused()));
        details.put("reasons", status.reasons().stream().map(Enum::name).toList());
        details.put("alarms", status.alarms().stream().map(Enum::name).toList());
        details.put("pinned", status.pinned() == null ? null : pinned(status.pinned()));
        details.put("lineage", status.snapshot().lineage());
        details.put("instance_id", status.instanceId());
        details.put("last_poll", status.lastPoll());
        details.put("disk", lower(status.disk()));
        details.put("generations", status.generations());
        details.put("ignored", status.ignored());
        return details;
    }

    static Map<String, @Nullable Object> pinned(Pin pin) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("epoch", pin.epoch());
        details.put("revision", pin.revision());
        details.put("digest", pin.digest());
        details.put("since", pin.since().toString());
        details.put("reason", pin.reason());
        return details;
    }

    static Map<String, @Nullable Object> refused(Refusal refusal) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("lineage", refusal.lineage());
        details.put("epoch", refusal.epoch());
        details.put("revision", refusal.revision());
        details.put("digest", refusal.digest());
        details.put("code", refusal.code().name());
        details.put("pointer", refusal.pointer());
        details.put("detail", refusal.detail());
        details.put("at", refusal.at().toString());
        return details;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
