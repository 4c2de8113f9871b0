package io.failstatic.control.freeze;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a change is about to do, as far as a freeze cares. Immutable.
 *
 * @param operation by its name in the API, such as {@code UPDATE_FEATURE_FLAG}
 * @param kind path name; null when the operation concerns none
 * @param tenantIds tenants that it touches, before or after it
 */
public record Attempt(String operation, @Nullable String kind, Set<String> tenantIds) {

    public Attempt {
        tenantIds = Set.copyOf(tenantIds);
    }
}
