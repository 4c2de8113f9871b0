package io.failstatic.control.freeze;

import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.Operation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names of everything that can be frozen. */
final class Operations {

    private static final Set<String> NAMES = names();

    private Operations() {}

    static boolean has(String name) {
        return NAMES.contains(name);
    }

    static Set<String> all() {
        return NAMES;
    }

    private static Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Operation operation : Operation.values()) {
            for (Kind kind : Kind.values()) {
                names.add(operation + "_" + kind);
            }
        }
        for (String step : List.of("START", "ADVANCE", "ABORT", "PROMOTE", "PAUSE", "RESUME")) {
            names.add(step + "_ROLLOUT");
        }
        names.addAll(List.of("RESTORE", "ISSUE_API_KEY", "REVOKE_API_KEY"));
        return Set.copyOf(names);
    }
}
