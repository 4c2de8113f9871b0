package io.failstatic.edge.upstream;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Where this process listens itself, so that no service leads back into it. <em>Thread-safe.</em> */
public final class OwnAddresses {

    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private final Set<InetAddress> interfaces;

    /** Takes the addresses of this machine's interfaces as they are now. */
    public OwnAddresses() {
        this.interfaces = interfaces();
    }

    /** Adds a port that this process listens on. */
    public void listensOn(int port) {
        ports.add(port);
    }

    boolean contains(InetAddress address, int port) {
        return ports.contains(port) && (address.isLoopbackAddress() || interfaces.contains(address));
    }

    private static Set<InetAddress> interfaces() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            return Set.of();
        }
    }
}
