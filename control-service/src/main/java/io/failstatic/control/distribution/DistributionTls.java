package io.failstatic.control.distribution;

import io.failstatic.control.access.ServingCertificates;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** TLS of the listener for agents, from an SSL bundle when one is named. */
final class DistributionTls {

    private final DistributionProperties.Ssl settings;
    private final SslBundles bundles;

    DistributionTls(DistributionProperties.Ssl settings, SslBundles bundles, Clock clock) {
        this.settings = settings;
        boolean asksClients = settings.clientAuth() != DistributionProperties.ClientCertificate.NONE;
        this.bundles = new ServingCertificates("control.distribution.ssl.bundle", asksClients, bundles, clock);
    }

    boolean isOn() {
        return settings.bundle() != null;
    }

    void addTo(HttpServerOptions options) {
        String bundle = settings.bundle();
        if (bundle != null) {
            ServerSSLOptions ssl = options(bundles.getBundle(bundle));
            options.setSsl(true)
                    .setUseAlpn(false)
                    .setClientAuth(ssl.getClientAuth())
                    .setKeyCertOptions(ssl.getKeyCertOptions())
                    .setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols());
            ssl.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
            if (ssl.getTrustOptions() != null) {
                options.setTrustOptions(ssl.getTrustOptions());
            }
        }
    }

    /** Calls back with all of the new options whenever the bundle is renewed; connections keep what they began with. */
    void onRenewal(Consumer<ServerSSLOptions> renewed) {
        String bundle = settings.bundle();
        if (bundle != null) {
            bundles.addBundleUpdateHandler(bundle, changed -> renewed.accept(options(changed)));
        }
    }

    private ServerSSLOptions options(SslBundle bundle) {
        ServerSSLOptions options = new ServerSSLOptions()
                .setUseAlpn(false)
                .setClientAuth(settings.clientAuth().option())
                .setKeyCertOptions(KeyCertOptions.wrap(bundle.getManagers().getKeyManagerFactory()));
        if (bundle.getStores().getTrustStore() != null) {
            options.setTrustOptions(TrustOptions.wrap(bundle.getManagers().getTrustManagerFactory()));
        }
        String[] protocols = bundle.getOptions().getEnabledProtocols();
        if (protocols != null) {
            options.setEnabledSecureTransportProtocols(Set.of(protocols));
        }
        String[] ciphers = bundle.getOptions().getCiphers();
        if (ciphers != null) {
            List.of(ciphers).forEach(options::addEnabledCipherSuite);
        }
        return options;
    }
}
