package io.failstatic.edge.gateway;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, taken from its request line and {@code Host}. <em>Immutable.</em>
 *
 * @param origin path and query exactly as they were sent, to be forwarded
 * @param path the normalised path, to be matched
 * @param host the authority that was asked for
 */
record RequestTarget(String origin, String path, String host) {

    /** What this request asks for, or null when it must be answered with 400. */
    static @Nullable RequestTarget of(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll("Host");
        if (request.version() == HttpVersion.HTTP_2) {
            String authority = StreamFields.authority(request, hosts);
            // There is one form of the path in HTTP/2, and the authority stands beside it.
            return authority != null && request.uri().startsWith("/") ? parse(request.uri(), authority) : null;
        }
        return hosts.size() == 1 ? parse(request.uri(), hosts.get(0)) : null;
    }

    /**
     * Reads a request target in origin form or absolute form (RFC 9112, 3.2).
     *
     * @param host the only value of the Host header
     * @return null when it must be answered with 400
     */
    static @Nullable RequestTarget parse(String uri, String host) {
        int start = 0;
        String authority = host;
        if (!uri.startsWith("/")) {
            int scheme = schemeLength(uri);
            if (scheme == 0) {
                return null;
            }
            start = endOfAuthority(uri, scheme);
            // In absolute form Host is to be ignored in favour of the target (RFC 9112, 3.2.2).
            authority = uri.substring(scheme, start);
        }
        if (!isAuthority(authority)) {
            return null;
        }
        String origin = uri.substring(start);
        if (!origin.startsWith("/")) {
            origin = "/" + origin;
        }
        int question = origin.indexOf('?');
        if (question >= 0 && !isQuery(origin, question + 1)) {
            return null;
        }
        String path = RequestPath.normalise(question < 0 ? origin : origin.substring(0, question));
        return path == null ? null : new RequestTarget(origin, path, authority);
    }

    private static int schemeLength(String uri) {
        if (uri.regionMatches(true, 0, "http://", 0, 7)) {
            return 7;
        }
        return uri.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
    }

    private static int endOfAuthority(String uri, int from) {
        for (int i = from; i < uri.length(); i++) {
            if (uri.charAt(i) == '/' || uri.charAt(i) == '?') {
                return i;
            }
        }
        return uri.length();
    }

    /** Only what a host and a port are made of, so that it can be quoted and logged as it is; no user information. */
    private static boolean isAuthority(String authority) {
        for (int i = 0; i < authority.length(); i++) {
            char c = authority.charAt(i);
            boolean letterOrDigit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!letterOrDigit && "-._~:[]%!$&'()*+;=".indexOf(c) < 0) {
                return false;
            }
        }
        return !authority.isEmpty() && authority.charAt(0) != ':';
    }

    private static boolean isQuery(String origin, int from) {
        for (int i = from; i < origin.length(); i++) {
            char c = origin.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                return false;
            }
        }
        return true;
    }
}
