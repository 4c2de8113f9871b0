package io.failstatic.edge.tenant;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The networks whose word on the client's address is taken. <em>Immutable.</em> */
final class TrustedProxies {

    private final List<Network> networks;

    /** @param cidrs addresses or networks such as {@code 10.0.0.0/8} */
    TrustedProxies(List<String> cidrs) {
        this.networks = cidrs.stream().map(Network::parse).toList();
    }

    boolean isEmpty() {
        return networks.isEmpty();
    }

    /**
     * The client behind the proxies: from the right, the first address that is not a trusted proxy.
     *
     * @param peer the other end of the connection
     * @param forwarded all values of {@code Forwarded} (RFC 7239)
     * @param xForwardedFor all values of {@code X-Forwarded-For}
     */
    IpAddress client(IpAddress peer, List<String> forwarded, List<String> xForwardedFor) {
        if (!contains(peer)) {
            return peer;
        }
        IpAddress byForwarded = forwarded.isEmpty() ? null : client(peer, forwardedFor(forwarded));
        IpAddress byXForwardedFor = xForwardedFor.isEmpty() ? null : client(peer, split(xForwardedFor, ','));
        if (byForwarded == null || byXForwardedFor == null) {
            return byForwarded != null ? byForwarded : byXForwardedFor != null ? byXForwardedFor : peer;
        }
        // A proxy writes one of the two and passes the client's other one on: where they differ, one of them is forged.
        return byForwarded.toString().equals(byXForwardedFor.toString()) ? byForwarded : peer;
    }

    private IpAddress client(IpAddress peer, List<String> hops) {
        IpAddress client = peer;
        for (int i = hops.size() - 1; i >= 0 && contains(client); i--) {
            IpAddress hop = IpAddress.parse(withoutPort(hops.get(i)));
            if (hop == null) {
                return client;
            }
            client = hop;
        }
        return client;
    }

    private boolean contains(IpAddress address) {
        for (Network network : networks) {
            if (address.isIn(network.address, network.bits)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> forwardedFor(List<String> values) {
        List<String> nodes = new ArrayList<>();
        for (String element : split(values, ',')) {
            String node = "";
            for (String pair : split(List.of(element), ';')) {
                if (pair.regionMatches(true, 0, "for=", 0, 4)) {
                    node = pair.substring(4).trim();
                }
            }
            nodes.add(
                    node.startsWith("\"") && node.endsWith("\"") && node.length() > 1
                            ? node.substring(1, node.length() - 1)
                            : node);
        }
        return nodes;
    }

    private static List<String> split(List<String> values, char separator) {
        List<String> parts = new ArrayList<>();
        for (String value : values) {
            boolean quoted = false;
            int start = 0;
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                quoted ^= c == '"';
                if (c == separator && !quoted) {
                    parts.add(value.substring(start, i).trim());
                    start = i + 1;
                }
            }
            parts.add(value.substring(start).trim());
        }
        return parts;
    }

    /** {@code 10.0.0.1:80} and {@code [::1]:80} without the port; a bare IPv6 address as it is. */
    private static String withoutPort(String node) {
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            return end < 0 ? "" : node.substring(1, end);
        }
        int colon = node.indexOf(':');
        return colon >= 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
    }

    private record Network(IpAddress address, int bits) {

        static Network parse(String cidr) {
            int slash = cidr.indexOf('/');
            IpAddress address = IpAddress.parse(slash < 0 ? cidr : cidr.substring(0, slash));
            if (address != null) {
                Integer bits = slash < 0 ? Integer.valueOf(address.bits()) : number(cidr.substring(slash + 1));
                if (bits != null && bits <= address.bits()) {
                    return new Network(address, bits);
                }
            }
            throw new IllegalArgumentException("edge.trusted-proxies: " + cidr
                    + " (expected: an address or a network such as 10.0.0.0/8 or 2001:db8::/32)");
        }

        private static @Nullable Integer number(String digits) {
            return digits.matches("[0-9]{1,3}") ? Integer.valueOf(digits) : null;
        }
    }
}
