package io.failstatic.edge.upstream;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a request may be sent to: never link-local, metadata, multicast or unspecified ones, in any notation;
 * loopback only when allowed. Looks at resolved addresses, so that no name can hide one. <em>Immutable.</em>
 */
final class TargetPolicy {

    // Where clouds serve credentials outside the link-local networks: Alibaba, Azure, AWS over IPv6, Oracle.
    private static final Set<String> METADATA = Set.of(
            "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2:0:0:0:0:0:254", "fd20:ce:0:0:0:0:0:254");

    private final boolean allowLoopback;

    TargetPolicy(boolean allowLoopback) {
        this.allowLoopback = allowLoopback;
    }

    boolean isAllowed(InetAddress address) {
        InetAddress embedded = embedded(address);
        if (embedded != null && !isAllowed(embedded)) {
            return false;
        }
        byte[] octets = address.getAddress();
        boolean broadcastOrZero = octets.length == 4 && ((octets[0] & 0xff) >= 240 || octets[0] == 0);
        return !broadcastOrZero
                && !address.isAnyLocalAddress()
                && !address.isLinkLocalAddress()
                && !address.isMulticastAddress()
                && !METADATA.contains(withoutZone(address.getHostAddress()))
                && (allowLoopback || !address.isLoopbackAddress());
    }

    /** The IPv4 address that this IPv6 address leads to: IPv4-compatible, NAT64 or 6to4 (mapped ones arrive as IPv4). */
    private static @Nullable InetAddress embedded(InetAddress address) {
        if (address instanceof Inet4Address || !(address instanceof Inet6Address six)) {
            return null;
        }
        byte[] octets = six.getAddress();
        if (octets[0] == 0x20 && octets[1] == 0x02) {
            return ipv4(octets, 2);
        }
        boolean nat64 = octets[0] == 0 && octets[1] == 0x64 && octets[2] == (byte) 0xff && octets[3] == (byte) 0x9b;
        // Neither :: nor ::1 is an IPv4 address in disguise.
        boolean compatible = Arrays.equals(octets, 0, 12, new byte[12], 0, 12)
                && (octets[12] != 0 || octets[13] != 0 || octets[14] != 0);
        return nat64 || compatible ? ipv4(octets, 12) : null;
    }

    private static InetAddress ipv4(byte[] octets, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(octets, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }

    private static String withoutZone(String literal) {
        int zone = literal.indexOf('%');
        return zone < 0 ? literal : literal.substring(0, zone);
    }
}
