package io.failstatic.agent.autoconfigure;

import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** The SSL context of a bundle, made anew when the bundle is renewed. <em>Thread-safe.</em> */
final class RenewedSslContext implements Supplier<SSLContext> {

    private static final Logger LOG = LoggerFactory.getLogger(RenewedSslContext.class);

    private final String bundle;
    private volatile SSLContext context;

    private RenewedSslContext(String bundle, SSLContext context) {
        this.bundle = bundle;
        this.context = context;
    }

    static RenewedSslContext following(String bundle, SslBundles bundles) {
        RenewedSslContext followed =
                new RenewedSslContext(bundle, bundles.getBundle(bundle).createSslContext());
        bundles.addBundleUpdateHandler(bundle, followed::renew);
        return followed;
    }

    @Override
    public SSLContext get() {
        return context;
    }

    /** A bundle that cannot be used changes nothing. */
    private void renew(SslBundle renewed) {
        try {
            context = renewed.createSslContext();
            LOG.info("SSL bundle {} was renewed: the next poll uses it", bundle);
        } catch (RuntimeException e) {
            LOG.error("SSL bundle {} was renewed with what cannot be used, the one before it stays", bundle, e);
        }
    }
}
