package io.failstatic.edge.internal;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.failstatic.agent.AgentStatus;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Pin;
import io.failstatic.agent.Refusal;
import java.util.List;
import java.util.Locale;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Health in one flat object. Always 200: a degraded edge serves. */
@RestController
@RequiredArgsConstructor
class HealthController {

    private final ConfigAgent agent;

    @GetMapping("/health")
    Health health() {
        return Health.from(agent.status());
    }

    record Health(
            String status,
            @JsonProperty("data_plane") String dataPlane,
            @JsonProperty("control_plane_sync") String controlPlaneSync,
            @JsonProperty("last_sync_seconds_ago") @Nullable Long lastSyncSecondsAgo,
            @JsonProperty("current_config_version") long currentConfigVersion,
            @JsonProperty("config_source") String configSource,
            long epoch,
            AgentStatus.Circuit circuit,
            @Nullable Refusal refused,
            List<AgentStatus.Reason> reasons,
            @Nullable Pin pinned) {

        static Health from(AgentStatus status) {
            return new Health(
                    status.state() == AgentStatus.State.OK ? "healthy" : "degraded",
                    "operational",
                    lower(status.sync()),
                    status.staleness() == null ? null : status.staleness().toSeconds(),
                    status.snapshot().revision(),
                    lower(status.snapshot().origin()),
                    status.snapshot().epoch(),
                    status.circuit(),
                    status.refused(),
                    status.reasons(),
                    status.pinned());
        }

        private static String lower(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }
}
