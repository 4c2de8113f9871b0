package io.failstatic.edge.gateway;

import io.failstatic.edge.shared.SharedCounters;
import io.failstatic.edge.shared.SharedLimiter;
import io.failstatic.edge.upstream.OwnAddresses;
import io.failstatic.edge.upstream.Upstream;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * The listener for users' traffic: one server and one client for each event loop, all on one port. Starts last and stops
 * first: readiness goes off and answers close their connections, a while later no connection is accepted any more, requests
 * in flight are answered, then connections close. <em>Thread-safe.</em>
 */
@Slf4j
public final class TrafficListener implements SmartLifecycle {

    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final long START_SECONDS = 30;

    private final Vertx vertx;
    private final TrafficProperties properties;
    private final Pipeline pipeline;
    private final Upstream upstream;
    private final @Nullable SharedCounters shared;
    private final OwnAddresses own;
    private final ListenerTls tls;
    private final Duration drain;
    private final ApplicationEventPublisher events;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private volatile int port = -1;
    private volatile @Nullable String deployment;

    TrafficListener(
            Vertx vertx,
            TrafficProperties properties,
            Pipeline pipeline,
            Upstream upstream,
            @Nullable SharedCounters shared,
            OwnAddresses own,
            ListenerTls tls,
            Duration drain,
            ApplicationEventPublisher events) {
        this.vertx = vertx;
        this.properties = properties;
        this.pipeline = pipeline;
        this.upstream = upstream;
        this.shared = shared;
        this.own = own;
        this.tls = tls;
        this.drain = drain;
        this.events = events;
    }

    /** The port in use, or -1 while there is none. */
    public int port() {
        return port;
    }

    @Override
    public void start() {
        DeploymentOptions options = new DeploymentOptions()
                .setInstances(properties.eventLoops())
                .setThreadingModel(ThreadingModel.EVENT_LOOP);
        ServiceRequests serviceRequests = new ServiceRequests("edge-" + new RequestIds().next());
        deployment = await(vertx.deployVerticle(() -> new Loop(serviceRequests), options));
        port = servers.get(0).actualPort();
        own.listensOn(port);
        tls.onUpdate(renewed -> servers.forEach(server -> server.updateSSLOptions(renewed)));
        vertx.setPeriodic(
                SWEEP.toMillis(),
                tick -> vertx.executeBlocking(() -> {
                    pipeline.limiter().sweep(pipeline.nanos().getAsLong());
                    return null;
                }));
        log.info(
                "traffic on {}://{}:{}, {} event loops",
                tls.isOn() ? "https" : "http",
                properties.address(),
                port,
                properties.eventLoops());
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        AvailabilityChangeEvent.publish(events, this, ReadinessState.REFUSING_TRAFFIC);
        pipeline.draining().begin();
        deployment = null;
        long delay = properties.drainDelay().toMillis();
        if (delay == 0) {
            drain(callback);
        } else {
            vertx.setTimer(delay, noticed -> drain(callback));
        }
    }

    private void drain(Runnable callback) {
        List<Future<Void>> drained = servers.stream()
                .map(server -> server.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS))
                .toList();
        Future.join(drained).transform(all -> vertx.close()).onComplete(closed -> callback.run());
    }

    @Override
    public boolean isRunning() {
        return deployment != null;
    }

    private String await(Future<String> deployed) {
        try {
            return deployed.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BindException taken) {
                throw new PortInUseException(properties.port(), taken);
            }
            throw new IllegalStateException("edge.traffic: cannot listen on " + properties.address(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("edge.traffic: cannot listen within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting the listener", e);
        }
    }

    /** One event loop with its server and its connections to services. */
    private final class Loop extends VerticleBase {

        private final ServiceRequests serviceRequests;

        Loop(ServiceRequests serviceRequests) {
            this.serviceRequests = serviceRequests;
        }

        @Override
        public Future<?> start() {
            SharedLimiter limiter = shared == null ? null : shared.limiter(vertx, pipeline.limiter(), pipeline.nanos());
            Gateway gateway = new Gateway(
                    pipeline,
                    serviceRequests,
                    upstream.client(properties.maxInFlight(), properties.idleTimeout(), properties.bodyRate()),
                    limiter);
            // Servers of one negative port share one free port.
            int wanted = properties.port() == 0 ? -1 : properties.port();
            return vertx.createHttpServer(tls.options(properties.idleTimeout()))
                    .requestHandler(gateway)
                    .invalidRequestHandler(new InvalidRequests(pipeline))
                    .connectionHandler(this::watch)
                    .exceptionHandler(broken -> log.debug("connection failed: {}", broken.toString()))
                    .listen(wanted, properties.address())
                    .onSuccess(servers::add);
        }

        private void watch(HttpConnection connection) {
            if (connection instanceof ConnectionBase base) {
                long timeout = properties.headTimeout().toMillis();
                if (HeadGuard.canWatch(base.channel())) {
                    HeadGuard.watch(base.channel(), timeout);
                } else {
                    StreamHeadGuard.watch(base.channel(), timeout);
                }
            }
        }
    }
}
