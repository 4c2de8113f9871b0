package io.failstatic.control.resource;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges a literal IP address as the target of requests that strangers cause. */
final class TargetAddress {

    /** Addresses outside the link-local range on which clouds serve credentials to whoever asks. */
    private static final List<InetAddress> METADATA = List.of(
            literal("100.100.100.200"), literal("168.63.129.16"), literal("192.0.0.192"), literal("[fd00:ec2::254]"));

    private TargetAddress() {}

    /** Why the address must not be called; null when it may. */
    static @Nullable String refusal(InetAddress address, boolean allowLoopback) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        if (address.isAnyLocalAddress() || (bytes.length == 4 && first == 0)) {
            return "unspecified address";
        }
        if (address.isLoopbackAddress()) {
            return allowLoopback ? null : "loopback address (allowed only with control.targets.allow-loopback=true)";
        }
        if (address.isLinkLocalAddress()) {
            return "link-local address";
        }
        if (address.isMulticastAddress()) {
            return "multicast address";
        }
        if (bytes.length == 4 && first >= 240) {
            return "reserved address";
        }
        if (METADATA.contains(address)) {
            return "metadata address";
        }
        InetAddress embedded = embedded(address);
        return embedded == null ? null : refusal(embedded, allowLoopback);
    }

    /** The IPv4 address that packets to this IPv6 address end up at; null when there is none. */
    private static @Nullable InetAddress embedded(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return null;
        }
        byte[] bytes = address.getAddress();
        if (startsWith(bytes, 0x20, 0x02)) { // 6to4
            return ofBytes(Arrays.copyOfRange(bytes, 2, 6));
        }
        boolean compatible = startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        boolean translated = startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0);
        boolean nat64 = startsWith(bytes, 0, 0x64, 0xff, 0x9b);
        if (compatible || translated || nat64) {
            return ofBytes(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (startsWith(bytes, 0x20, 0x01, 0, 0)) { // Teredo hides it behind a complement
            byte[] client = Arrays.copyOfRange(bytes, 12, 16);
            for (int i = 0; i < client.length; i++) {
                client[i] = (byte) ~client[i];
            }
            return ofBytes(client);
        }
        return null;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address: " + bytes.length + " bytes (expected: 4)", e);
        }
    }

    /** Never resolves: a bracketed or canonical dotted literal is parsed only. */
    static InetAddress literal(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: " + host + " (expected: an IP address)", e);
        }
    }
}
