package io.failstatic.control.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.failstatic.control.freeze.FrozenState;
import java.util.List;
import java.util.Map;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The whole in one answer. Needs no database. */
@RestController
@RequiredArgsConstructor
class StatusController {

    private final DesiredState desired;
    private final Instances instances;
    private final FrozenState frozen;

    @GetMapping("/api/v1/status")
    Response status() {
        DesiredState.Desired head = desired.desired(instances.audienceOf(null));
        String withheld = desired.withheld();
        return new Response(
                head == null ? null : head.lineage(),
                head == null ? null : head.epoch(),
                head == null ? null : head.revision(),
                frozen.isFrozen(),
                List.of(),
                instances.counts(),
                withheld == null,
                withheld);
    }

    /**
     * The state of the control plane.
     *
     * @param revision the newest distributed one
     * @param publishing whether changes can be made and published
     * @param reason why not
     */
    record Response(
            @Nullable String lineage,
            @Nullable Long epoch,
            @Nullable Long revision,
            boolean frozen,
            List<String> rollouts,
            Map<InstanceState, Integer> instances,
            boolean publishing,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason) {}
}
