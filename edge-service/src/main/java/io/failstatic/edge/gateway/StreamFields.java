package io.failstatic.edge.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to hold for a request of HTTP/2 before it is written down as HTTP/1.1, where a line end in a value begins another field and a word
 * about the body's length is believed (RFC 9113, 8.2 and 8.3). <em>Stateless.</em>
 */
final class StreamFields {

    private static final Set<String> OF_A_CONNECTION =
            Set.of("connection", "transfer-encoding", "keep-alive", "proxy-connection", "upgrade", "http2-settings");
    private static final Set<HttpMethod> WITHOUT_BODY =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.DELETE);

    private StreamFields() {}

    /** Whether nothing in this request means something else in HTTP/1.1. */
    static boolean areSound(HttpServerRequest request) {
        if (!isToken(request.method().name(), true)) {
            return false;
        }
        for (Map.Entry<String, String> field : request.headers()) {
            String name = field.getKey();
            if (!isToken(name, false) || OF_A_CONNECTION.contains(name) || !isValue(field.getValue())) {
                return false;
            }
            if (name.equals("te") && !field.getValue().equals("trailers")) {
                return false;
            }
        }
        List<String> lengths = request.headers().getAll("content-length");
        return lengths.isEmpty() || (lengths.size() == 1 && isNumber(lengths.get(0)));
    }

    /** The one authority that a request names, or null when it names none or two. */
    static @Nullable String authority(HttpServerRequest request, List<String> hosts) {
        HostAndPort pseudo = request.authority(true);
        String authority = pseudo == null ? null : pseudo.toString();
        if (authority == null) {
            return hosts.size() == 1 ? hosts.get(0) : null;
        }
        return hosts.isEmpty() || (hosts.size() == 1 && hosts.get(0).equalsIgnoreCase(authority)) ? authority : null;
    }

    /** Whether a body may follow that has no announced length. */
    static boolean mayHaveBody(HttpServerRequest request) {
        return !request.isEnded() && !WITHOUT_BODY.contains(request.method());
    }

    /** Cookies may come in pieces, which are one field in HTTP/1.1 (RFC 9113, 8.2.3). */
    static void joinCookies(MultiMap fields) {
        List<String> pieces = fields.getAll("cookie");
        if (pieces.size() > 1) {
            fields.set("Cookie", String.join("; ", pieces));
        }
    }

    private static boolean isToken(String text, boolean upperCase) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (upperCase && c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return false;
            }
        }
        return value.strip().length() == value.length();
    }

    private static boolean isNumber(String value) {
        return !value.isEmpty() && value.length() <= 18 && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
