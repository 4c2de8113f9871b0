package io.failstatic.edge.tenant;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An address given as a literal; a name is never looked up. <em>Immutable.</em> */
final class IpAddress {

    private final byte[] octets;
    private final String text;

    private IpAddress(byte[] octets, String text) {
        this.octets = octets;
        this.text = text;
    }

    /** Parses a dotted quad or an IPv6 literal, without brackets or port; an IPv4-mapped address is its IPv4 address. */
    static @Nullable IpAddress parse(String literal) {
        byte[] octets = literal.indexOf(':') >= 0 ? ipv6(literal) : ipv4(literal);
        return octets == null ? null : new IpAddress(octets, text(octets));
    }

    /** How many bits an address of this kind has. */
    int bits() {
        return octets.length * 8;
    }

    /** Whether the first {@code bits} bits are those of the network. */
    boolean isIn(IpAddress network, int bits) {
        if (network.octets.length != octets.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(octets, 0, whole, network.octets, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || (octets[whole] ^ network.octets[whole]) >> (8 - rest) == 0;
    }

    boolean isIpv6() {
        return octets.length == 16;
    }

    /** The name of the client that a limit is counted for: one IPv4 address, or one IPv6 network of 64 bits. */
    String client() {
        return isIpv6() ? text(Arrays.copyOf(Arrays.copyOf(octets, 8), 16)) + "/64" : text;
    }

    @Override
    public String toString() {
        return text;
    }

    private static String text(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("octets: " + octets.length + " (expected: 4 or 16)", e);
        }
    }

    private static byte @Nullable [] ipv4(String literal) {
        byte[] octets = new byte[4];
        int count = 0;
        int value = -1;
        for (int i = 0; i <= literal.length(); i++) {
            char c = i < literal.length() ? literal.charAt(i) : '.';
            if (c == '.') {
                if (value < 0 || count == 4) {
                    return null;
                }
                octets[count++] = (byte) value;
                value = -1;
            } else if (c >= '0' && c <= '9' && value != 0) {
                value = Math.max(value, 0) * 10 + (c - '0');
                if (value > 255) {
                    return null;
                }
            } else {
                return null;
            }
        }
        return count == 4 ? octets : null;
    }

    private static byte @Nullable [] ipv6(String literal) {
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
                return null;
            }
        }
        try {
            // With a colon in it the JDK reads a literal and asks no name service.
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
