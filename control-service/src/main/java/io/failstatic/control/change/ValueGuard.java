package io.failstatic.control.change;

import io.failstatic.control.request.Confirmation;
import io.failstatic.control.resource.RateLimitPolicySpec;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.StoredResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Asks when one request lowers a limit to under a tenth, in however many steps: usually a digit is missing. Thread-safe.
 */
@Component
class ValueGuard implements Guard {

    private static final int SUSPICIOUS_FACTOR = 10;

    @Override
    public void check(List<Mutation> mutations, Confirmation confirmation) {
        if (confirmation.value()) {
            return;
        }
        Map<ResourceRef, Long> before = new LinkedHashMap<>();
        Map<ResourceRef, Integer> after = new LinkedHashMap<>();
        for (Mutation mutation : mutations) {
            if (mutation instanceof Mutation.Put put && put.spec() instanceof RateLimitPolicySpec policy) {
                noteLimit(before, put.ref(), put.before());
                after.put(put.ref(), policy.limit());
            } else if (mutation instanceof Mutation.Removal removal) {
                noteLimit(before, removal.ref(), removal.before());
                after.remove(removal.ref());
            }
        }
        after.forEach((ref, limit) -> check(ref, before.getOrDefault(ref, 0L), limit));
    }

    private static void noteLimit(Map<ResourceRef, Long> limits, ResourceRef ref, @Nullable StoredResource stored) {
        limits.putIfAbsent(
                ref,
                stored == null || stored.isDeleted()
                        ? 0L
                        : stored.get().path("limit").asLong(0));
    }

    private static void check(ResourceRef ref, long before, int after) {
        if ((long) after * SUSPICIOUS_FACTOR < before) {
            throw ConflictException.unconfirmed(
                    ref + ": lowers limit from " + before + " to " + after, Confirmation.VALUE + ": true");
        }
    }
}
