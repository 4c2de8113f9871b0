package io.failstatic.edge.upstream;

import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One place where a service answers, and how it has fared: after three tries in a row that failed it is passed over for five seconds. A try
 * fails without a connection, without response headers in time, or with the word that nobody is there to answer (502, 503, 504).
 * <em>Thread-safe.</em>
 */
final class Endpoint {

    private static final int FAILURES = 3;
    private static final int MAX_PORT = 65_535;
    private static final long EJECTED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AtomicInteger failures = new AtomicInteger();
    private volatile long ejectedAtNanos;
    private volatile boolean ejected;

    private final boolean tls;
    private final String host;
    private final int port;
    private final String basePath;

    private Endpoint(boolean tls, String host, int port, String basePath) {
        this.tls = tls;
        this.host = host;
        this.port = port;
        this.basePath = basePath;
    }

    /** Reads a service's endpoint; null for one that cannot be called, which no valid snapshot holds. */
    static @Nullable Endpoint of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        String host = uri.getHost();
        if (host == null || (!tls && !scheme.equals("http")) || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            return null;
        }
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new Endpoint(tls, bare, uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80, path);
    }

    boolean isEjected(long nowNanos) {
        return ejected && nowNanos - ejectedAtNanos < EJECTED_NANOS;
    }

    /** It has answered with this status. */
    void answered(int status, long nowNanos) {
        if (status >= 502 && status <= 504) {
            failed(nowNanos);
        } else if (failures.get() != 0) {
            failures.set(0);
            ejected = false;
        }
    }

    /** It could not be reached, or has not answered. */
    void failed(long nowNanos) {
        if (failures.incrementAndGet() >= FAILURES) {
            ejectedAtNanos = nowNanos;
            ejected = true;
        }
    }

    boolean tls() {
        return tls;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** What stands before a forwarded path; empty, or beginning with a slash and not ending with one. */
    String basePath() {
        return basePath;
    }
}
