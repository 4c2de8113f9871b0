package io.failstatic.control.change;

import io.failstatic.control.resource.DraftReader;
import io.failstatic.control.resource.FeatureFlagSpec;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.RateLimitPolicySpec;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.Spec;
import io.failstatic.control.resource.StoredResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Finds out whose effective configuration a change alters: what instances never see alters nothing. Thread-safe. */
@Component
@RequiredArgsConstructor
class Impacts {

    private final Resources resources;
    private final DraftReader drafts;
    private final ObjectProvider<LiveInstances> instances;

    /** The impact of what has been written but not committed. */
    Impact of(List<Mutation> mutations) {
        Map<ResourceRef, Pair> pairs = new LinkedHashMap<>();
        Set<String> tenants = new TreeSet<>();
        Set<String> flags = new TreeSet<>();
        for (Mutation mutation : mutations) {
            if (mutation instanceof Mutation.Put put) {
                pairs.merge(put.ref(), new Pair(spec(put.before()), put.spec()), Pair::then);
            } else if (mutation instanceof Mutation.Removal removal) {
                pairs.merge(removal.ref(), new Pair(spec(removal.before()), null), Pair::then);
            } else {
                tenants.add(mutation.ref().id());
            }
        }
        pairs.values().removeIf(pair -> !pair.isEffective());
        pairs.forEach((ref, pair) -> collect(ref, pair, tenants, flags));
        return pairs.isEmpty() && tenants.isEmpty()
                ? Impact.NONE
                : new Impact(List.copyOf(tenants), List.copyOf(flags), instancesOfStable());
    }

    private void collect(ResourceRef ref, Pair pair, Set<String> tenants, Set<String> flags) {
        switch (ref.kind()) {
            case TENANT -> tenants.add(ref.id());
            case RATE_LIMIT_POLICY ->
                pair.specs().forEach(spec -> tenants.add(((RateLimitPolicySpec) spec).tenantId()));
            case SERVICE, ROUTING_RULE -> tenants.addAll(everyTenant());
            case FEATURE_FLAG -> {
                flags.add(ref.id());
                everyTenant().stream()
                        .filter(tenant -> isOn(pair.before(), tenant) != isOn(pair.after(), tenant))
                        .forEach(tenants::add);
            }
            case DOCUMENT -> {}
        }
    }

    private Set<String> everyTenant() {
        return resources.all().stream()
                .map(StoredResource::ref)
                .filter(ref -> ref.kind() == Kind.TENANT)
                .map(ResourceRef::id)
                .collect(Collectors.toSet());
    }

    private List<String> instancesOfStable() {
        return instances.orderedStream().flatMap(live -> live.ids().stream()).toList();
    }

    private @Nullable Spec spec(@Nullable StoredResource stored) {
        return stored == null || stored.isDeleted()
                ? null
                : drafts.readStored(stored, "").spec();
    }

    private static boolean isOn(@Nullable Spec flag, String tenant) {
        return flag != null && ((FeatureFlagSpec) flag).isOnFor(tenant);
    }

    /** What a resource was before the change and is after it. */
    private record Pair(@Nullable Spec before, @Nullable Spec after) {

        Pair then(Pair later) {
            return new Pair(before, later.after);
        }

        boolean isEffective() {
            if (before == null || after == null) {
                return before != after;
            }
            return !before.snapshotContent().equals(after.snapshotContent());
        }

        List<Spec> specs() {
            return java.util.stream.Stream.of(before, after)
                    .flatMap(java.util.stream.Stream::ofNullable)
                    .toList();
        }
    }
}
