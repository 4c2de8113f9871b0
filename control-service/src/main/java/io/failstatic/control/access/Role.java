package io.failstatic.control.access;

/**
 * What a caller may do. The four roles of people include each other in the order of their declaration; an agent's role
 * stands apart.
 */
public enum Role {
    /** Polls the distribution listener, and nothing else. */
    AGENT,
    /** Reads. */
    VIEWER,
    /** Changes resources, rolls back, runs rollouts. */
    EDITOR,
    /** Freezes, thaws, breaks glass. */
    OPERATOR,
    /** Raises epochs, issues and revokes tenants' keys. */
    ADMIN;

    /** Whether who holds this role may do what the other one may. */
    public boolean includes(Role other) {
        return this == other || (other != AGENT && this != AGENT && compareTo(other) > 0);
    }
}
