package io.failstatic.control.change;

import io.failstatic.control.request.Confirmation;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.StoredResource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Asks when one request takes several resources away and empties a kind, or takes more than 5 and more than 30 % of it. A
 * single removal never asks. Thread-safe.
 */
@Component
@RequiredArgsConstructor
class RemovalGuard implements Guard {

    private static final int UNSUSPICIOUS = 5;
    private static final int UNSUSPICIOUS_PERCENT = 30;

    private final Resources resources;

    @Override
    public void check(List<Mutation> mutations, Confirmation confirmation) {
        Map<Kind, Integer> vanished = new EnumMap<>(Kind.class);
        Map<Kind, Integer> appeared = new EnumMap<>(Kind.class);
        Map<ResourceRef, Mutation> last = new LinkedHashMap<>();
        Map<ResourceRef, Boolean> existed = new LinkedHashMap<>();
        for (Mutation mutation : mutations) {
            if (mutation instanceof Mutation.Put put) {
                existed.putIfAbsent(put.ref(), isThere(put.before()));
                last.put(put.ref(), put);
            } else if (mutation instanceof Mutation.Removal removal) {
                existed.putIfAbsent(removal.ref(), true);
                last.put(removal.ref(), removal);
            }
        }
        last.forEach((ref, mutation) -> {
            boolean exists = mutation instanceof Mutation.Put;
            if (exists != existed.getOrDefault(ref, false)) {
                (exists ? appeared : vanished).merge(ref.kind(), 1, Integer::sum);
            }
        });
        int all = vanished.values().stream().mapToInt(Integer::intValue).sum();
        if (all > 1 && all > confirmation.removals()) {
            vanished.forEach((kind, count) -> check(kind, count, appeared.getOrDefault(kind, 0), all));
        }
    }

    private void check(Kind kind, int vanished, int appeared, int all) {
        long after = resources.count(kind);
        long before = after - appeared + vanished;
        if (after == 0 || (vanished > UNSUSPICIOUS && vanished * 100L > before * UNSUSPICIOUS_PERCENT)) {
            throw ConflictException.unconfirmed(
                    "this removes " + vanished + " of " + before + " " + kind.path(),
                    Confirmation.REMOVAL + ": " + all);
        }
    }

    private static boolean isThere(@Nullable StoredResource stored) {
        return stored != null && !stored.isDeleted();
    }
}
