package io.failstatic.edge.shared;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * One connection to Redis that is either good or away. A connection that broke, or that was given up, is replaced by a new one
 * that has proved itself; nobody waits for that. <em>Confined to its event loop.</em>
 */
final class RedisLink {

    private static final int CONNECT_MILLIS = 1000;
    // More than requests can be in flight at one event loop; whoever comes on top of that is counted alone.
    private static final int MAX_WAITING = 10_000;

    private final Vertx vertx;
    private final SharedCounterProperties properties;
    private final Supplier<@Nullable SslBundle> tls;
    private final String script;
    private final Consumer<@Nullable String> turned;

    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private String scriptDigest = "";
    private int attempt;
    private boolean closed;

    /** @param turned told null when the link has become good, and the reason when it is away */
    RedisLink(
            Vertx vertx,
            SharedCounterProperties properties,
            Supplier<@Nullable SslBundle> tls,
            String script,
            Consumer<@Nullable String> turned) {
        this.vertx = vertx;
        this.properties = properties;
        this.tls = tls;
        this.script = script;
        this.turned = turned;
    }

    /** Connects, and goes on trying for ever. */
    void open() {
        int number = ++attempt;
        Redis opened;
        try {
            opened = Redis.createClient(vertx, options());
        } catch (RuntimeException e) {
            // Certificates are read with each connection, and what was renewed may be broken.
            giveUp(reason(e));
            return;
        }
        client = opened;
        // An address that swallows everything must not hold up the next try.
        vertx.setTimer(CONNECT_MILLIS, late -> {
            if (number == attempt && connection == null) {
                giveUp("no answer to a new connection");
            }
        });
        opened.connect()
                .compose(connected -> prove(connected).map(digest -> {
                    if (number == attempt) {
                        scriptDigest = digest;
                        use(number, connected);
                    }
                    return connected;
                }))
                .onFailure(cause -> {
                    if (number == attempt) {
                        giveUp(reason(cause));
                    }
                });
    }

    private Future<String> prove(RedisConnection connected) {
        return connected
                .send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script))
                .map(loaded -> loaded == null ? "" : loaded.toString());
    }

    private void use(int number, RedisConnection connected) {
        connection = connected;
        connected.exceptionHandler(broken -> lost(number, reason(broken)));
        connected.endHandler(ended -> lost(number, "the connection ended"));
        turned.accept(null);
    }

    private void lost(int number, String reason) {
        if (number == attempt) {
            giveUp(reason);
        }
    }

    boolean isGood() {
        return connection != null;
    }

    /** Runs the script for one key; only while the link is good. */
    Future<Response> run(String key, long limit, long lengthMillis, long known, long knownLeftMillis) {
        RedisConnection good = connection;
        if (good == null) {
            return Future.failedFuture("no connection");
        }
        return good.send(Request.cmd(Command.EVALSHA)
                .arg(scriptDigest)
                .arg(1)
                .arg(key)
                .arg(limit)
                .arg(lengthMillis)
                .arg(known)
                .arg(knownLeftMillis));
    }

    /** Has had enough of this connection; another one is tried a while later. */
    void giveUp(String reason) {
        attempt++;
        connection = null;
        Redis given = client;
        client = null;
        if (given != null) {
            given.close();
        }
        turned.accept(reason);
        if (!closed) {
            vertx.setTimer(properties.retryInterval().toMillis(), again -> {
                if (!closed) {
                    open();
                }
            });
        }
    }

    void close() {
        closed = true;
        if (client != null) {
            giveUp("the edge stops");
        }
    }

    private RedisOptions options() {
        NetClientOptions net =
                new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true);
        if (properties.isTls()) {
            net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
            SslBundle bundle = tls.get();
            if (bundle != null) {
                net.setTrustOptions(TrustOptions.wrap(bundle.getManagers().getTrustManagerFactory()))
                        .setKeyCertOptions(
                                KeyCertOptions.wrap(bundle.getManagers().getKeyManagerFactory()));
            }
        }
        RedisOptions options = new RedisOptions()
                .setConnectionString(properties.address() + "/" + properties.database())
                .setNetClientOptions(net)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setMaxWaitingHandlers(MAX_WAITING)
                .setProtocolNegotiation(false);
        if (properties.password() != null) {
            options.setUser(properties.username()).setPassword(properties.password());
        }
        return options;
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
