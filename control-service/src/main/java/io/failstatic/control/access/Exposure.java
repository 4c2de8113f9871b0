package io.failstatic.control.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.stereotype.Component;

/** The rule that tokens do not travel over a network in the clear unless that was asked for. */
@Slf4j
@Component
@RequiredArgsConstructor
public final class Exposure {

    private final AccessProperties properties;

    /**
     * Fails when a listener would leave loopback without TLS.
     *
     * @param setting name of the property that holds the address
     * @param address where the listener binds
     * @param tls whether it speaks TLS
     */
    public void require(String setting, String address, boolean tls) {
        if (tls || isLoopback(setting, address)) {
            return;
        }
        if (!properties.allowPlaintext()) {
            throw new InvalidSetupException(
                    setting + ": " + address + " is not a loopback address, and the listener speaks no TLS.",
                    "Configure TLS, or set control.security.allow-plaintext=true where the network is trusted.");
        }
        log.warn("{}: {} is served without TLS, as control.security.allow-plaintext=true asks", setting, address);
    }

    private static boolean isLoopback(String setting, String address) {
        try {
            for (InetAddress each : InetAddress.getAllByName(address)) {
                if (!each.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            throw new InvalidSetupException(
                    setting + ": " + address + " (expected: an address of this host)",
                    "Name an address of this host, such as 127.0.0.1.");
        }
    }
}
