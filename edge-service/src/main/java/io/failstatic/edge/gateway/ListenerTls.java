package io.failstatic.edge.gateway;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

/**
 * What the listener is made of: HTTP/1.1 with bounded heads, TLS from an SSL bundle when one is named, and HTTP/2 in it when that is wanted.
 */
final class ListenerTls {

    private static final int MAX_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int BACKLOG = 1024;

    private static final int MAX_STREAMS = 100;

    private final @Nullable String bundle;
    private final boolean http2;
    private final SslBundles bundles;

    ListenerTls(@Nullable String bundle, boolean http2, SslBundles bundles) {
        this.bundle = bundle;
        this.http2 = http2;
        this.bundles = bundles;
    }

    boolean isOn() {
        return bundle != null;
    }

    HttpServerOptions options(Duration idle) {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setAcceptBacklog(BACKLOG)
                .setIdleTimeout((int) idle.toSeconds())
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(http2)
                .setAlpnVersions(
                        http2 ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1) : List.of(HttpVersion.HTTP_1_1))
                .setInitialSettings(
                        new Http2Settings().setMaxConcurrentStreams(MAX_STREAMS).setMaxHeaderListSize(MAX_HEADER_BYTES))
                .setHandle100ContinueAutomatically(false);
        if (bundle != null) {
            options.setSsl(true).setKeyCertOptions(key(bundle));
        }
        return options;
    }

    /** Calls back with new options whenever the bundle's files change. */
    void onUpdate(Consumer<ServerSSLOptions> renewed) {
        if (bundle != null) {
            bundles.addBundleUpdateHandler(
                    bundle, changed -> renewed.accept(new ServerSSLOptions().setKeyCertOptions(key(bundle))));
        }
    }

    private KeyCertOptions key(String name) {
        return KeyCertOptions.wrap(bundles.getBundle(name).getManagers().getKeyManagerFactory());
    }
}
