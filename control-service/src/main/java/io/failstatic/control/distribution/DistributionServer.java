package io.failstatic.control.distribution;

import io.failstatic.control.access.Exposure;
import io.failstatic.control.access.InvalidSetupException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * The listener for agents as a part of this process: starts last, with what the disk and the database hold, and stops first,
 * after every held poll has been answered.
 */
@Slf4j
@RequiredArgsConstructor
public final class DistributionServer implements SmartLifecycle {

    private static final int MAX_LOOPS = 4;
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DistributionProperties properties;
    private final Exposure exposure;
    private final DistributionTls tls;
    private final Distribution distribution;

    private final List<Listener> listeners = new ArrayList<>();
    private @Nullable Vertx vertx;
    private volatile int port;

    /** The port in use; 0 while the listener is down. */
    public int port() {
        return port;
    }

    @Override
    public void start() {
        exposure.require("control.distribution.address", properties.address(), tls.isOn());
        distribution.start();
        int loops = Math.max(1, Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors()));
        Vertx created = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        vertx = created;
        port = deploy(created, loops);
        tls.onRenewal(renewed -> listeners.forEach(listener -> listener.renewCertificate(renewed)));
        log.info("Distribution listens on {}:{}", properties.address(), port);
    }

    private int deploy(Vertx vertx, int loops) {
        AtomicInteger open = new AtomicInteger();
        HttpServerOptions options = options();
        for (int i = 0; i < loops; i++) {
            listeners.add(distribution.listener(options, open));
        }
        Iterator<Listener> each = listeners.iterator();
        try {
            await(vertx.deployVerticle(each::next, new DeploymentOptions().setInstances(loops)));
        } catch (ExecutionException e) {
            throw new InvalidSetupException(
                    "control.distribution.port: " + properties.address() + ":" + properties.port()
                            + " cannot be listened on (" + e.getCause() + ")",
                    "Stop what uses it, or choose another port.");
        }
        return listeners.get(0).port();
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(properties.address())
                // A negative port is a free one that all event loops share.
                .setPort(properties.port() == 0 ? -1 : properties.port())
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setAcceptBacklog(4096)
                .setMaxInitialLineLength(8 * 1024)
                .setMaxHeaderSize(16 * 1024)
                .setIdleTimeout((int) properties.maxWait().plusSeconds(30).toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        tls.addTo(options);
        return options;
    }

    @Override
    public void stop() {
        Vertx running = vertx;
        vertx = null;
        if (running == null) {
            return;
        }
        port = 0;
        distribution.drain();
        try {
            await(Future.join(
                    listeners.stream().map(listener -> listener.shutdown(DRAIN)).toList()));
            await(running.close());
        } catch (ExecutionException e) {
            log.warn("Distribution did not stop in order", e);
        }
        listeners.clear();
        distribution.close();
    }

    private static <T> void await(Future<T> future) throws ExecutionException {
        try {
            future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            throw new ExecutionException(e);
        }
    }

    @Override
    public boolean isRunning() {
        return vertx != null;
    }
}
