package io.failstatic.control.access;

import java.util.Set;

/** Who makes a request: the name its token was configured with, and the roles it holds. <i>Immutable.</i> */
public record Caller(String name, Set<Role> roles) {

    public Caller {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: '' (expected: a name)");
        }
        roles = Set.copyOf(roles);
    }

    /** Whether one of the caller's roles is the given one or includes it. */
    public boolean has(Role role) {
        return roles.stream().anyMatch(held -> held.includes(role));
    }
}
