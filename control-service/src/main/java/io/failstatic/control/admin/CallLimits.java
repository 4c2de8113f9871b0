package io.failstatic.control.admin;

import io.failstatic.control.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The limits of the admin listener: each caller has one, and each source address has one for the calls whose caller is
 * unknown, so that nobody's noise is in the way of a neighbour who holds a token. Thread-safe.
 */
@Component
final class CallLimits {

    private static final int IPV6_NETWORK = 8;

    private final CallLimit callers;
    private final CallLimit sources;

    CallLimits(AdminProperties properties, LongSupplier nanos) {
        AdminProperties.RateLimit limit = properties.rateLimit();
        callers = new CallLimit(limit.perSecond(), limit.burst(), nanos);
        sources = new CallLimit(limit.perSecond(), limit.burst(), nanos);
    }

    /** Lets a call through, or answers it. */
    boolean allow(Caller caller, HttpServletRequest request, HttpServletResponse response) throws IOException {
        return allow(callers.spend(caller.name()), request, response);
    }

    /** Lets the refusal of an unknown caller through, or answers the call otherwise. */
    boolean allowUnknown(HttpServletRequest request, HttpServletResponse response) throws IOException {
        return allow(sources.spend(network(request.getRemoteAddr())), request, response);
    }

    private static boolean allow(long wait, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (wait == 0) {
            return true;
        }
        long seconds = Duration.ofNanos(wait).plusSeconds(1).minusNanos(1).toSeconds();
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds)));
        Problem.write(request, response, HttpStatus.TOO_MANY_REQUESTS, "The caller makes too many calls.");
        return false;
    }

    /** Whoever has one IPv6 address has 2^64. */
    static String network(String address) {
        try {
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, IPV6_NETWORK)
                    : address;
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
