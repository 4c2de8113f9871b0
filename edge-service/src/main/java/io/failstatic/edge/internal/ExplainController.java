package io.failstatic.edge.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Origin;
import io.failstatic.agent.Snapshot;
import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.FlagEvaluation;
import io.failstatic.agent.config.RateLimitPolicy;
import io.failstatic.agent.config.RateLimits;
import io.failstatic.agent.config.RequestHeaders;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.agent.config.Service;
import io.failstatic.agent.config.Tenant;
import io.failstatic.edge.gateway.FieldRules;
import io.failstatic.edge.gateway.RequestPath;
import io.failstatic.edge.tenant.Caller;
import io.failstatic.edge.tenant.Callers;
import io.failstatic.edge.tenant.Identification;
import io.failstatic.edge.tenant.RequestFields;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What would decide a described request, all from the snapshot in force; nothing is counted and no service is called. */
@RestController
@RequiredArgsConstructor
class ExplainController {

    private static final String HEADER = "header.";
    private static final Set<String> UNSUPPORTED = Set.of("CONNECT", "TRACE");

    private final ConfigAgent agent;
    private final Callers callers;

    @GetMapping("/internal/explain")
    Explanation explain(
            @RequestParam String path,
            @RequestParam(defaultValue = "GET") String method,
            @RequestParam(defaultValue = "") String tenantId,
            @RequestParam(defaultValue = "127.0.0.1") String client,
            @RequestParam Map<String, String> parameters) {
        Snapshot snapshot = agent.current();
        Configuration configuration = snapshot.configuration();
        Provenance from = Provenance.of(snapshot);
        if (UNSUPPORTED.contains(method)) {
            return Explanation.refused(405, method + " ends at the edge", from);
        }
        String normalised = RequestPath.ofTarget(path);
        if (normalised == null) {
            return Explanation.refused(400, "the path is ambiguous", from);
        }
        Map<String, String> fields = fields(parameters);
        Identification identification = tenantId.isEmpty()
                ? callers.identify(configuration.tenants(), new DescribedFields(fields), client)
                : configuration.tenants().find(tenantId) == null
                        ? new Identification.Refused(
                                callers.client(new DescribedFields(fields), client),
                                "no tenant " + tenantId + " in this snapshot, so no key of it is known")
                        : new Caller(tenantId, client, tenantId);
        if (!(identification instanceof Caller caller)) {
            return Explanation.refused(401, ((Identification.Refused) identification).detail(), from);
        }
        String known = caller.tenantId();
        RoutingRule rule = configuration.routes().match(normalised, asSeenByConditions(fields, known));
        Service service = rule == null ? null : configuration.services().find(rule.targetService());
        List<FlagAnswer> flags = configuration.flags().names().stream()
                .map(name -> FlagAnswer.of(configuration.flags().evaluate(name, known, null)))
                .toList();
        String scope = rule == null ? RateLimits.DEFAULT_SCOPE : rule.scope();
        RateLimitPolicy policy =
                known == null ? null : configuration.rateLimits().find(known, scope);
        return new Explanation(
                service == null ? 404 : null,
                service == null
                        ? "no rule whose conditions hold covers " + normalised
                        : "forwarded, unless the limit is used up",
                TenantAnswer.of(
                        known, known == null ? null : configuration.tenants().find(known)),
                caller.name(),
                RuleAnswer.of(rule),
                ServiceAnswer.of(service),
                PolicyAnswer.of(policy, scope),
                flags,
                from);
    }

    private static Map<String, String> fields(Map<String, String> parameters) {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        parameters.forEach((name, value) -> {
            if (name.startsWith(HEADER)) {
                fields.put(name.substring(HEADER.length()), value);
            }
        });
        return fields;
    }

    private static RequestHeaders asSeenByConditions(Map<String, String> fields, @Nullable String tenantId) {
        return name -> name.equalsIgnoreCase("X-Tenant-Id")
                ? tenantId
                : FieldRules.isSeenByConditions(name) ? fields.get(name) : null;
    }

    /** The header fields of a described request, each of them once. */
    private record DescribedFields(Map<String, String> fields) implements RequestFields {

        @Override
        public @Nullable String first(String name) {
            return fields.get(name);
        }

        @Override
        public List<String> all(String name) {
            String value = fields.get(name);
            return value == null ? List.of() : List.of(value);
        }
    }

    /** The status that the edge would answer itself is absent where a service would answer. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Explanation(
            @Nullable Integer status,
            String why,
            @Nullable TenantAnswer tenant,
            @Nullable String countedFor,
            @Nullable RuleAnswer rule,
            @Nullable ServiceAnswer service,
            @Nullable PolicyAnswer policy,
            @Nullable List<FlagAnswer> flags,
            Provenance configuration) {

        static Explanation refused(int status, String why, Provenance from) {
            return new Explanation(status, why, null, null, null, null, null, null, from);
        }
    }

    record Provenance(@Nullable String lineage, long epoch, long revision, String audience, Origin origin) {

        static Provenance of(Snapshot snapshot) {
            return new Provenance(
                    snapshot.lineage(), snapshot.epoch(), snapshot.revision(), snapshot.audience(), snapshot.origin());
        }
    }

    /** Without a version where a trusted header names somebody of whom the snapshot knows nothing. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TenantAnswer(String id, @Nullable Long version) {

        static @Nullable TenantAnswer of(@Nullable String id, @Nullable Tenant tenant) {
            return id == null ? null : new TenantAnswer(id, tenant == null ? null : tenant.version());
        }
    }

    record RuleAnswer(String id, long version, String path, int priority, String scope) {

        static @Nullable RuleAnswer of(@Nullable RoutingRule rule) {
            return rule == null
                    ? null
                    : new RuleAnswer(rule.id(), rule.version(), rule.path(), rule.priority(), rule.scope());
        }
    }

    record ServiceAnswer(String id, long version, int timeoutMs, int retryCount) {

        static @Nullable ServiceAnswer of(@Nullable Service service) {
            return service == null
                    ? null
                    : new ServiceAnswer(service.id(), service.version(), service.timeoutMs(), service.retryCount());
        }
    }

    /** The policy's own id is absent where the defaults hold. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PolicyAnswer(@Nullable String id, long version, int limit, int window, String scope) {

        static PolicyAnswer of(@Nullable RateLimitPolicy policy, String scope) {
            return policy == null
                    ? new PolicyAnswer(null, 0, RateLimits.DEFAULT_LIMIT, RateLimits.DEFAULT_WINDOW, scope)
                    : new PolicyAnswer(policy.id(), policy.version(), policy.limit(), policy.window(), scope);
        }
    }

    record FlagAnswer(String name, boolean enabled, FlagEvaluation.Reason reason, long version) {

        static FlagAnswer of(FlagEvaluation flag) {
            return new FlagAnswer(flag.name(), flag.enabled(), flag.reason(), flag.version());
        }
    }
}
