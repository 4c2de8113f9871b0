package io.failstatic.edge.gateway;

import io.failstatic.agent.Origin;
import io.failstatic.agent.Snapshot;
import io.failstatic.agent.config.ApiKey;
import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.FeatureFlag;
import io.failstatic.agent.config.FlagSet;
import io.failstatic.agent.config.RateLimitPolicy;
import io.failstatic.agent.config.Resources;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.agent.config.Service;
import io.failstatic.agent.config.Tenant;
import io.failstatic.edge.ratelimit.RateLimiter;
import io.failstatic.edge.report.RequestReports;
import io.failstatic.edge.report.Traffic;
import io.failstatic.edge.shared.SharedCounters;
import io.failstatic.edge.tenant.Callers;
import io.failstatic.edge.upstream.OwnAddresses;
import io.failstatic.edge.upstream.TestUpstreams;
import io.failstatic.edge.upstream.TestUpstreams.NameService;
import io.failstatic.edge.upstream.Upstream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;

/** An edge without an agent: its snapshot is whatever a test says, and its clock can be moved. */
final class EdgeFixture implements AutoCloseable {

    static final Duration HEAD_TIMEOUT = Duration.ofSeconds(2);

    final List<Object> events = new CopyOnWriteArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Traffic traffic = new Traffic(meters);
    final OwnAddresses own = new OwnAddresses();
    final AtomicLong skippedNanos = new AtomicLong();
    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    volatile Snapshot snapshot = Snapshot.DEFAULTS;
    volatile Supplier<Snapshot> snapshots = () -> snapshot;
    volatile BiFunction<FlagSet, String, String> flagNames = new FlagNames()::of;
    volatile BiConsumer<Snapshot, String> condemn = (condemned, reason) -> {};

    private final Vertx vertx = Vertx.vertx();
    private final Admission admission;
    final @Nullable SharedCounters shared;
    private final TrafficListener listener;

    EdgeFixture() {
        this(
                new Callers(false, null, List.of()),
                Map.of(),
                true,
                new DefaultSslBundleRegistry(),
                null,
                RequestReports.NONE,
                TestUpstreams.THIS_MACHINES_NAMES);
    }

    /** An edge that reports single requests. */
    EdgeFixture(RequestReports reports) {
        this(
                new Callers(false, null, List.of()),
                Map.of(),
                true,
                new DefaultSslBundleRegistry(),
                null,
                reports,
                TestUpstreams.THIS_MACHINES_NAMES);
    }

    /** An edge with a name service of its own. */
    EdgeFixture(NameService names) {
        this(
                new Callers(false, null, List.of()),
                Map.of(),
                true,
                new DefaultSslBundleRegistry(),
                null,
                RequestReports.NONE,
                names);
    }

    /** An edge with these settings of {@code edge.traffic}. */
    EdgeFixture(Map<String, ?> settings) {
        this(
                new Callers(false, null, List.of()),
                settings,
                true,
                new DefaultSslBundleRegistry(),
                null,
                RequestReports.NONE,
                TestUpstreams.THIS_MACHINES_NAMES);
    }

    EdgeFixture(Callers callers, int maxInFlight, boolean allowLoopback) {
        this(
                callers,
                Map.of("max-in-flight", maxInFlight),
                allowLoopback,
                new DefaultSslBundleRegistry(),
                null,
                RequestReports.NONE,
                TestUpstreams.THIS_MACHINES_NAMES);
    }

    /** An edge that counts limits together with others. */
    EdgeFixture(SharedCounters shared) {
        this(
                new Callers(false, null, List.of()),
                Map.of(),
                true,
                new DefaultSslBundleRegistry(),
                shared,
                RequestReports.NONE,
                TestUpstreams.THIS_MACHINES_NAMES);
    }

    /** An edge with settings of {@code edge.traffic}, TLS among them. */
    EdgeFixture(Map<String, ?> settings, SslBundles bundles) {
        this(
                new Callers(false, null, List.of()),
                settings,
                true,
                bundles,
                null,
                RequestReports.NONE,
                TestUpstreams.THIS_MACHINES_NAMES);
    }

    private EdgeFixture(
            Callers callers,
            Map<String, ?> settings,
            boolean allowLoopback,
            SslBundles bundles,
            @Nullable SharedCounters shared,
            RequestReports reports,
            NameService names) {
        this.shared = shared;
        Map<String, Object> merged = new HashMap<>(Map.of(
                "port", 0,
                "address", "127.0.0.1",
                "event-loops", 2,
                "max-in-flight", 100,
                "head-timeout", HEAD_TIMEOUT.toMillis() + "ms",
                "drain-delay", "0s",
                "max-callers", 10_000));
        merged.putAll(settings);
        TrafficProperties properties = TrafficPropertiesTests.bind(merged);
        admission = new Admission(properties.maxInFlight(), properties.maxServiceShare());
        Pipeline pipeline = new Pipeline(
                () -> snapshots.get(),
                callers,
                new RateLimiter(10_000, 1, nanos()),
                (flags, tenantId) -> flagNames.apply(flags, tenantId),
                admission,
                new Draining(),
                traffic,
                new SnapshotVerdict(traffic::decisions, (condemned, reason) -> condemn.accept(condemned, reason)),
                reports,
                this::nanos);
        Upstream upstream = TestUpstreams.upstream(vertx, allowLoopback, own, this::nanos, traffic::tried, names);
        listener = new TrafficListener(
                vertx,
                properties,
                pipeline,
                upstream,
                shared,
                own,
                new ListenerTls(properties.ssl().bundle(), properties.http2(), bundles),
                Duration.ofSeconds(5),
                event -> events.add(event));
        listener.start();
    }

    private long nanos() {
        return System.nanoTime() + skippedNanos.get();
    }

    int inFlight() {
        return admission.inFlight();
    }

    int port() {
        return listener.port();
    }

    URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
    }

    HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(uri(pathAndQuery)).timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> get(String pathAndQuery, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(pathAndQuery);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends bytes as they are and reads until the edge closes the connection. */
    String raw(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Stops the listener as the lifecycle would, and waits for it. */
    CountDownLatch stop() {
        CountDownLatch stopped = new CountDownLatch(1);
        listener.stop(stopped::countDown);
        return stopped;
    }

    @Override
    public void close() {
        if (listener.isRunning()) {
            try {
                stop().await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Puts a snapshot in force. */
    void serve(long revision, SnapshotSource source) {
        snapshot = new Snapshot(
                "5f0c9a52-7d1e-4c3b-9a64-0d5b7f1e2a31",
                1,
                revision,
                "stable",
                "sha-256=:" + revision + ":",
                Instant.EPOCH,
                Origin.CONTROL_PLANE,
                Configuration.compile(source.resources()));
    }

    static SnapshotSource source() {
        return new SnapshotSource();
    }

    /** Resources of a snapshot, in a line each. */
    static final class SnapshotSource {

        private final List<Tenant> tenants = new ArrayList<>();
        private final List<Service> services = new ArrayList<>();
        private final List<RateLimitPolicy> policies = new ArrayList<>();
        private final List<RoutingRule> rules = new ArrayList<>();
        private final List<FeatureFlag> flags = new ArrayList<>();

        SnapshotSource tenant(String id, String key) {
            tenants.add(new Tenant(id, 1, id, List.of(new ApiKey("k-" + id, sha256(key)))));
            return this;
        }

        SnapshotSource service(String id, int timeoutMs, int retries, String... endpoints) {
            List<URI> uris = new ArrayList<>();
            for (String endpoint : endpoints) {
                uris.add(URI.create(endpoint));
            }
            services.add(new Service(id, 1, uris, timeoutMs, retries));
            return this;
        }

        SnapshotSource policy(String tenantId, int limit, int window, String scope) {
            policies.add(new RateLimitPolicy("policy-" + tenantId + "-" + scope, 1, tenantId, limit, window, scope));
            return this;
        }

        SnapshotSource route(RoutingRule rule) {
            rules.add(rule);
            return this;
        }

        SnapshotSource route(String path, String service) {
            return route(new RoutingRule("route-" + rules.size(), 1, path, service, List.of(), 0, "api"));
        }

        SnapshotSource flag(FeatureFlag flag) {
            flags.add(flag);
            return this;
        }

        Resources resources() {
            return new Resources(tenants, services, policies, rules, flags, List.of());
        }

        private static String sha256(String key) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }
    }
}
