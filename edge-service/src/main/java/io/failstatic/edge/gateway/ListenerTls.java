package io.failstatic.edge.gateway;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

/** What the listener is made of: HTTP/1.1 with bounded heads, and TLS from an SSL bundle when one is named. */
final class ListenerTls {

    private static final int MAX_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int BACKLOG = 1024;

    private final @Nullable String bundle;
    private final SslBundles bundles;

    ListenerTls(@Nullable String bundle, SslBundles bundles) {
        this.bundle = bundle;
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
                .setUseAlpn(false)
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
