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

    private static final RequestFields NO_FIELDS = new RequestFields() {
        @Override
        public @Nullable String first(String name) {
            return null;
        }

        @Override
        public List<String> all(String name) {
            return List.of();
        }
    };

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
        String normalised = RequestPath.normalise(path.split("\\?", 2)[0]);
        if (normalised == null) {
            return Explanation.refused(400, "the path is ambiguous", from);
        }
        if (UNSUPPORTED.contains(method)) {
            return Explanation.refused(405, method + " ends at the edge", from);
        }
        Tenant tenant = tenantId.isEmpty() ? null : configuration.tenants().find(tenantId);
        if (!tenantId.isEmpty() && tenant == null) {
            return Explanation.refused(
                    401, "no tenant " + tenantId + " in this snapshot, so no key of it is known", from);
        }
        if (tenant == null
                && callers.identify(configuration.tenants(), NO_FIELDS, client)
                        instanceof Identification.Refused refused) {
            return Explanation.refused(401, refused.detail(), from);
        }
        String known = tenant == null ? null : tenant.id();
        RoutingRule rule = configuration.routes().match(normalised, headers(parameters, known));
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
                TenantAnswer.of(tenant),
                tenant == null ? callers.client(NO_FIELDS, client).name() : tenant.id(),
                RuleAnswer.of(rule),
                ServiceAnswer.of(service),
                PolicyAnswer.of(policy, scope),
                flags,
                from);
    }

    private static RequestHeaders headers(Map<String, String> parameters, @Nullable String tenantId) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        parameters.forEach((name, value) -> {
            if (name.startsWith(HEADER) && FieldRules.isSeenByConditions(name.substring(HEADER.length()))) {
                headers.put(name.substring(HEADER.length()), value);
            }
        });
        if (tenantId != null) {
            headers.put("X-Tenant-Id", tenantId);
        }
        return headers::get;
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

    record TenantAnswer(String id, long version) {

        static @Nullable TenantAnswer of(@Nullable Tenant tenant) {
            return tenant == null ? null : new TenantAnswer(tenant.id(), tenant.version());
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
