package io.failstatic.edge.gateway;

import io.failstatic.edge.tenant.Callers;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which header fields pass. What belongs to one connection (RFC 9110, 7.6.1) ends here, also what {@code Connection} names;
 * what the edge says itself is dropped from what others say, in every spelling that some server takes for the same.
 * <em>Stateless.</em>
 */
public final class FieldRules {

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-authentication-info",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /** What only the edge says to a service. */
    private static final Set<String> OURS_TO_SERVICE = Set.of(
            "x-tenant-id", "x-feature-flags", "x-request-id", "forwarded", "x-api-key", "x-real-ip", "host", "expect");

    /** What only the edge says to a client. */
    private static final Set<String> OURS_TO_CLIENT = Set.of("config-revision", "config-epoch", "x-request-id");

    private FieldRules() {}

    /** Copies what a service gets of the fields a client sent. */
    static void toService(MultiMap from, MultiMap to) {
        Set<String> named = namedByConnection(from);
        for (Map.Entry<String, String> field : from) {
            String name = lower(field.getKey());
            boolean credential = name.equals("authorization") && Callers.isApiKey(field.getValue());
            if (!isHopByHop(name, named) && !isOursToService(name.replace('_', '-')) && !credential) {
                to.add(field.getKey(), field.getValue());
            }
        }
    }

    /** Copies what a client gets of the fields a service sent. */
    static void toClient(MultiMap from, MultiMap to) {
        Set<String> named = namedByConnection(from);
        for (Map.Entry<String, String> field : from) {
            String name = lower(field.getKey());
            if (!isHopByHop(name, named) && !OURS_TO_CLIENT.contains(name) && !name.startsWith("ratelimit")) {
                to.add(field.getKey(), field.getValue());
            }
        }
    }

    /** Whether the client wants the connection closed after its answer, among other things or not. */
    static boolean asksToClose(MultiMap fields) {
        return namedByConnection(fields).contains("close");
    }

    /** Whether a rule's condition sees what a client says in this field, and not only what the edge itself knows. */
    public static boolean isSeenByConditions(String name) {
        String lower = lower(name);
        return lower.equals("host") || !isOursToService(lower);
    }

    /** Whether only the edge says this to a service. */
    static boolean isOursToService(String name) {
        return OURS_TO_SERVICE.contains(name) || name.startsWith("x-forwarded-");
    }

    private static boolean isHopByHop(String name, Set<String> named) {
        return HOP_BY_HOP.contains(name) || named.contains(name);
    }

    private static Set<String> namedByConnection(MultiMap fields) {
        if (!fields.contains("connection")) {
            return Set.of();
        }
        List<String> values = fields.getAll("connection");
        Set<String> named = new HashSet<>();
        for (String value : values) {
            for (String name : value.split(",", -1)) {
                named.add(lower(name.trim()));
            }
        }
        // How long the message is belongs to the message, whatever the client calls it.
        named.remove("content-length");
        return named;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
