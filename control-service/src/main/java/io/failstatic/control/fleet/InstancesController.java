package io.failstatic.control.fleet;

import io.failstatic.control.request.Page;
import io.failstatic.control.request.Parameters;
import io.failstatic.control.resource.NotFoundException;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The fleet, instance by instance. Needs no database. */
@RestController
@RequestMapping("/api/v1/instances")
@RequiredArgsConstructor
class InstancesController {

    private final Instances instances;

    @GetMapping
    Page<Response> list(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request, "state", "label", Parameters.PAGE_SIZE, Parameters.PAGE_TOKEN);
        InstanceState state = parameters.constant("state", InstanceState.class);
        String label = parameters.text("label");
        String after = parameters.pageStart("", InstancesController::id);
        int size = parameters.pageSize();
        List<Instance> matching = instances.all().stream()
                .filter(each -> each.report().instanceId().compareTo(after) > 0)
                .filter(each -> state == null || each.state() == state)
                .filter(each -> label == null || carries(each.report().labels(), label))
                .limit(size + 1L)
                .toList();
        return Page.of(matching, size, each -> each.report().instanceId(), Response::from);
    }

    @GetMapping("/{id}")
    Response get(@PathVariable String id) {
        return instances
                .find(id)
                .map(Response::from)
                .orElseThrow(() -> new NotFoundException("There is no instance " + id + "."));
    }

    private static String id(String position) {
        if (!InstanceReport.isId(position)) {
            throw new IllegalArgumentException(position);
        }
        return position;
    }

    /** A label is asked for as {@code name=value}, {@code name:value} or {@code name}. */
    private static boolean carries(Map<String, String> labels, String wanted) {
        return labels.entrySet().stream()
                .anyMatch(each -> wanted.equals(each.getKey())
                        || wanted.equals(each.getKey() + "=" + each.getValue())
                        || wanted.equals(each.getKey() + ":" + each.getValue()));
    }

    /** One instance: what it said last, and what follows from it. */
    record Response(
            String instanceId,
            InstanceState state,
            String audience,
            @Nullable String agentVersion,
            @Nullable String host,
            Map<String, String> labels,
            InstanceReport.@Nullable Named seen,
            InstanceReport.@Nullable Applied applied,
            InstanceReport.@Nullable Pair lastGood,
            @Nullable Boolean probation,
            @Nullable String origin,
            @Nullable String reportedState,
            @Nullable BigDecimal stalenessSeconds,
            InstanceReport.@Nullable Refused refused,
            InstanceReport.@Nullable Health health,
            InstanceReport.@Nullable Pinned pinned,
            String token,
            Instant lastPoll) {

        static Response from(Instance instance) {
            InstanceReport report = instance.report();
            return new Response(
                    report.instanceId(),
                    instance.state(),
                    instance.audience(),
                    report.agentVersion(),
                    report.host(),
                    new TreeMap<>(report.labels()),
                    report.seen(),
                    report.applied(),
                    report.lastGood(),
                    report.probation(),
                    report.origin(),
                    report.state(),
                    report.stalenessSeconds(),
                    report.refused(),
                    report.health(),
                    report.pinned(),
                    instance.token(),
                    instance.lastPoll());
        }
    }
}
