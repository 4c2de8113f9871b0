package io.failstatic.agent.config;

import java.util.List;

/**
 * Sends requests under a path, and with certain headers, to a service. <em>Immutable.</em>
 *
 * @param path what {@link RouteTable} explains; at most 1024 characters of a URI path, {@code *} only as the last
 * @param conditions all must hold
 * @param priority higher goes first
 * @param scope in which scope the request is counted against the tenant's limit
 */
public record RoutingRule(
        String id,
        long version,
        String path,
        String targetService,
        List<HeaderCondition> conditions,
        int priority,
        String scope) {

    /** The priority of a rule that names none. */
    public static final int DEFAULT_PRIORITY = 0;

    private static final int MAX_PATH_LENGTH = 1024;
    private static final String PATH_SYMBOLS = "/-._~!$&'()+,;=:@";

    /** @throws InvalidContentException when a value breaks the contract */
    public RoutingRule {
        Checks.id("id", id);
        Checks.version(version);
        if (!isPath(path)) {
            throw Checks.invalid("path", "(expected: / and at most 1024 characters of a URI path, * only as the last)");
        }
        Checks.id("targetService", targetService);
        conditions = List.copyOf(conditions);
        Checks.text("scope", scope);
    }

    private static boolean isPath(String path) {
        int end = path.endsWith("*") ? path.length() - 1 : path.length();
        if (path.length() > MAX_PATH_LENGTH || !path.startsWith("/")) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char c = path.charAt(i);
            if (c == '%') {
                if (i + 2 >= end || !Ascii.isHex(path.charAt(i + 1)) || !Ascii.isHex(path.charAt(i + 2))) {
                    return false;
                }
                i += 2;
            } else if (!Ascii.isAlphanumeric(c) && PATH_SYMBOLS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
