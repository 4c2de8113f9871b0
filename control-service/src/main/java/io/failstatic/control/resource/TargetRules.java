package io.failstatic.control.resource;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which URLs a service may have as endpoints. Names are judged as names; what they resolve to is checked by the edge when it
 * connects. Immutable.
 */
final class TargetRules {

    private static final Set<String> LOOPBACK_NAMES =
            Set.of("localhost", "localhost6", "ip6-localhost", "ip6-loopback", "localhost.localdomain");

    private static final Set<String> METADATA_NAMES = Set.of(
            "metadata",
            "metadata.google.internal",
            "metadata.goog",
            "metadata.azure.internal",
            "instance-data",
            "instance-data.ec2.internal");

    private static final Pattern CANONICAL_IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    /** What some resolver takes for an IPv4 address in another notation: the last label is a number. */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)");

    private final boolean allowLoopback;

    TargetRules(boolean allowLoopback) {
        this.allowLoopback = allowLoopback;
    }

    /** Why the URL must not be an endpoint; null when it may. */
    @Nullable
    String refusal(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return "not a URL";
        }
        String scheme = uri.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            return "scheme not accepted (expected: http or https)";
        }
        if (uri.getRawUserInfo() != null) {
            return "user information is not accepted";
        }
        if (uri.getHost() == null) {
            return "no host in a plain notation";
        }
        if (uri.getPort() == 0 || uri.getPort() > 65535) {
            return "port: " + uri.getPort() + " (expected: 1 to 65535)";
        }
        boolean hasPath = !uri.getRawPath().isEmpty() && !"/".equals(uri.getRawPath());
        if (hasPath || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return "only scheme, host and port are accepted: the path and query of a request are forwarded unchanged";
        }
        return hostRefusal(uri.getHost());
    }

    private @Nullable String hostRefusal(String given) {
        String host = given.toLowerCase(Locale.ROOT);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (host.startsWith("[")) {
            if (host.contains("%")) {
                return "an address with a zone is not accepted";
            }
            return TargetAddress.refusal(TargetAddress.literal(host), allowLoopback);
        }
        if (ENDS_IN_NUMBER.matcher(host).matches()) {
            return CANONICAL_IPV4.matcher(host).matches()
                    ? TargetAddress.refusal(TargetAddress.literal(host), allowLoopback)
                    : "an IPv4 address is accepted only as four decimal numbers";
        }
        if (METADATA_NAMES.contains(host)) {
            return "metadata address";
        }
        boolean loopback = LOOPBACK_NAMES.contains(host) || host.endsWith(".localhost");
        return loopback && !allowLoopback
                ? "loopback address (allowed only with control.targets.allow-loopback=true)"
                : null;
    }
}
