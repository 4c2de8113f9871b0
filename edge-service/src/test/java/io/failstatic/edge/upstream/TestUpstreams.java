package io.failstatic.edge.upstream;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Ways to services with a name service of a test. */
public final class TestUpstreams {

    /** Names as this machine resolves them. */
    public static final NameService THIS_MACHINES_NAMES = host -> List.of(InetAddress.getAllByName(host));

    private TestUpstreams() {}

    public static Upstream upstream(
            Vertx vertx,
            boolean allowLoopback,
            OwnAddresses own,
            LongSupplier nanos,
            BiConsumer<String, Duration> meter,
            NameService names) {
        return new Upstream(vertx, allowLoopback, own, nanos, meter, names::addressesOf);
    }

    /** Who says which addresses a host has. */
    @FunctionalInterface
    public interface NameService {
        List<InetAddress> addressesOf(String host) throws Exception;
    }
}
