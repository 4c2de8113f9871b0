package io.failstatic.edge.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Snapshot;
import io.failstatic.agent.config.FlagEvaluation;
import io.failstatic.agent.config.HeaderCondition;
import io.failstatic.agent.config.RateLimitPolicy;
import io.failstatic.agent.config.RateLimits;
import io.failstatic.agent.config.RequestHeaders;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.edge.gateway.RequestPath;
import io.failstatic.edge.report.Traffic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What the snapshot in force decides for whom; each answer from one snapshot, which it names. */
@RestController
@RequestMapping("/internal/config")
@RequiredArgsConstructor
class ConfigController {

    private static final String HEADER = "header.";

    private final ConfigAgent agent;
    private final Traffic traffic;

    @GetMapping("/rate-limits")
    RateLimitAnswer rateLimit(
            @RequestParam(defaultValue = "") String tenantId,
            @RequestParam(defaultValue = RateLimits.DEFAULT_SCOPE) String scope) {
        Snapshot snapshot = agent.current();
        String tenant = emptyToNull(tenantId);
        RateLimitPolicy policy =
                tenant == null ? null : snapshot.configuration().rateLimits().find(tenant, scope);
        return policy == null
                ? new RateLimitAnswer(
                        tenant, RateLimits.DEFAULT_LIMIT, RateLimits.DEFAULT_WINDOW, scope, 0, snapshot.revision())
                : new RateLimitAnswer(
                        tenant, policy.limit(), policy.window(), scope, policy.version(), snapshot.revision());
    }

    @GetMapping("/flags/{name}")
    FlagAnswer flag(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String tenantId,
            @RequestParam(defaultValue = "") String key) {
        Snapshot snapshot = agent.current();
        traffic.flagsEvaluated();
        FlagEvaluation flag = snapshot.configuration().flags().evaluate(name, emptyToNull(tenantId), emptyToNull(key));
        return new FlagAnswer(flag.name(), flag.enabled(), flag.reason(), flag.version(), snapshot.revision());
    }

    @GetMapping("/routes")
    RouteAnswer route(
            @RequestParam String path,
            @RequestParam(defaultValue = "") String tenantId,
            @RequestParam Map<String, String> parameters) {
        String normalised = RequestPath.normalise(path.split("\\?", 2)[0]);
        if (normalised == null) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "path: not a path, or an ambiguous one (expected: such as /api/v2/users)");
        }
        Snapshot snapshot = agent.current();
        RequestHeaders headers = headers(parameters, tenantId);
        RoutingRule rule = snapshot.configuration().routes().match(normalised, headers);
        return rule == null
                ? RouteAnswer.none(normalised, snapshot.revision())
                : RouteAnswer.of(rule, normalised, snapshot.revision());
    }

    @PostMapping("/refresh")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RefreshAnswer refresh() {
        return new RefreshAnswer(agent.refresh(), agent.current().revision());
    }

    private static RequestHeaders headers(Map<String, String> parameters, String tenantId) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        parameters.forEach((name, value) -> {
            if (name.startsWith(HEADER)) {
                headers.put(name.substring(HEADER.length()), value);
            }
        });
        if (!tenantId.isEmpty()) {
            headers.put("X-Tenant-Id", tenantId);
        }
        return headers::get;
    }

    private static @Nullable String emptyToNull(String value) {
        return value.isEmpty() ? null : value;
    }

    record RateLimitAnswer(
            @Nullable String tenantId, int limit, int window, String scope, long version, long revision) {}

    record FlagAnswer(String name, boolean enabled, FlagEvaluation.Reason reason, long version, long revision) {}

    record RefreshAnswer(boolean polling, long revision) {}

    /** The rule's own fields, absent where no rule matches. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RouteAnswer(
            boolean matched,
            @Nullable String id,
            @Nullable Long version,
            @Nullable String path,
            @Nullable String targetService,
            @Nullable List<HeaderCondition> conditions,
            @Nullable Integer priority,
            @Nullable String scope,
            String why,
            long revision) {

        static RouteAnswer none(String path, long revision) {
            String why = "no rule whose conditions hold covers " + path;
            return new RouteAnswer(false, null, null, null, null, null, null, null, why, revision);
        }

        static RouteAnswer of(RoutingRule rule, String path, long revision) {
            String conditions = rule.conditions().isEmpty()
                    ? "it has no conditions"
                    : rule.conditions().stream()
                            .map(condition -> condition.header() + " is " + condition.equals())
                            .collect(Collectors.joining(", "));
            String why =
                    rule.path() + " covers " + path + "; " + conditions + "; no other such rule has a priority above "
                            + rule.priority() + ", or the same and a longer path, or these and a smaller id";
            return new RouteAnswer(
                    true,
                    rule.id(),
                    rule.version(),
                    rule.path(),
                    rule.targetService(),
                    rule.conditions(),
                    rule.priority(),
                    rule.scope(),
                    why,
                    revision);
        }
    }
}
