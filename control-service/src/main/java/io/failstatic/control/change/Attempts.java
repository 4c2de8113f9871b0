package io.failstatic.control.change;

import io.failstatic.control.freeze.Attempt;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.RateLimitPolicySpec;
import io.failstatic.control.resource.StoredResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a change looks like to the freezes. */
final class Attempts {

    private Attempts() {}

    static List<Attempt> of(OpenChange change) {
        List<Attempt> attempts = new ArrayList<>();
        String whole = change.operation();
        if (whole != null) {
            attempts.add(new Attempt(whole, null, Set.of()));
        }
        for (Mutation mutation : change.mutations()) {
            String kind = mutation.ref().kind().path();
            Set<String> tenants = tenantsOf(mutation);
            attempts.add(new Attempt(mutation.action(), kind, tenants));
            if (whole != null) {
                attempts.add(new Attempt(whole, kind, tenants));
            }
        }
        return attempts;
    }

    private static Set<String> tenantsOf(Mutation mutation) {
        Set<String> tenants = new HashSet<>();
        if (mutation.ref().kind() == Kind.TENANT) {
            tenants.add(mutation.ref().id());
        }
        if (mutation instanceof Mutation.Put put) {
            if (put.spec() instanceof RateLimitPolicySpec policy) {
                tenants.add(policy.tenantId());
            }
            addTenant(tenants, put.before());
        } else if (mutation instanceof Mutation.Removal removal) {
            addTenant(tenants, removal.before());
        }
        return tenants;
    }

    private static void addTenant(Set<String> tenants, @Nullable StoredResource stored) {
        if (stored != null && stored.ref().kind() == Kind.RATE_LIMIT_POLICY && !stored.isDeleted()) {
            tenants.add(stored.get().path("tenantId").asString());
        }
    }
}
