package io.failstatic.control.access;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The SSL bundles of a listener, of which only those that can serve are let through: a certificate that is renewed badly
 * leaves the listener with the one it has. <i>Thread-safe.</i>
 */
@Slf4j
@RequiredArgsConstructor
public final class ServingCertificates implements SslBundles {

    private static final byte[] PROBE = {1, 2, 3};

    private final String setting;
    private final boolean asksClients;
    private final SslBundles bundles;
    private final Clock clock;

    /**
     * The bundle of a name.
     *
     * @throws InvalidSetupException when it holds no certificate with its key
     */
    @Override
    public SslBundle getBundle(String name) {
        SslBundle bundle = bundles.getBundle(name);
        String flaw = flawOf(bundle);
        if (flaw != null) {
            throw new InvalidSetupException(
                    setting + ": " + name + " cannot serve: " + flaw,
                    "Give the bundle a certificate with its private key, and a trust store where clients must show one.");
        }
        try {
            requireValid(bundle);
        } catch (CertificateException e) {
            // Who restarts a service needs its polls more than a certificate that clients complain about anyway.
            log.error("{}: {} holds a certificate that clients will refuse: {}", setting, name, e.getMessage());
        }
        return bundle;
    }

    /** Hands renewed bundles over as long as they can serve. A handler that fails is told of and stops nobody else's. */
    @Override
    public void addBundleUpdateHandler(String name, Consumer<SslBundle> handler) {
        bundles.addBundleUpdateHandler(name, renewed -> {
            try {
                String flaw = flawOf(renewed);
                if (flaw != null) {
                    throw new CertificateException(flaw);
                }
                requireValid(renewed);
                handler.accept(renewed);
                log.info("{}: the renewed certificate of {} is served from now on", setting, name);
            } catch (CertificateException | RuntimeException e) {
                log.error(
                        "{}: {} was renewed with what cannot be served, the certificate before it stays: {}",
                        setting,
                        name,
                        e.getMessage());
            }
        });
    }

    @Override
    public void addBundleRegisterHandler(BiConsumer<String, SslBundle> handler) {
        bundles.addBundleRegisterHandler(handler);
    }

    @Override
    public List<String> getBundleNames() {
        return bundles.getBundleNames();
    }

    private @Nullable String flawOf(SslBundle bundle) {
        try {
            if (asksClients && bundle.getStores().getTrustStore() == null) {
                return "no trust store to hold the certificates of clients against";
            }
            List<Entry> entries = entries(bundle);
            for (Entry entry : entries) {
                if (!entry.matches()) {
                    return "the key of " + entry.leaf().getSubjectX500Principal() + " is another one's";
                }
            }
            return entries.isEmpty() ? "no certificate with a private key" : null;
        } catch (GeneralSecurityException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void requireValid(SslBundle bundle) throws CertificateException {
        for (Entry entry : entries(bundle)) {
            entry.leaf().checkValidity(Date.from(clock.instant()));
        }
    }

    private static List<Entry> entries(SslBundle bundle) {
        return Stream.of(bundle.getManagers().getKeyManagers())
                .filter(X509KeyManager.class::isInstance)
                .map(X509KeyManager.class::cast)
                .flatMap(keys -> Stream.of("EC", "RSA", "EdDSA", "RSASSA-PSS")
                        .flatMap(type -> Stream.ofNullable(keys.getServerAliases(type, null)))
                        .flatMap(Stream::of)
                        .distinct()
                        .map(alias -> new Entry(keys.getCertificateChain(alias)[0], keys.getPrivateKey(alias))))
                .toList();
    }

    private record Entry(X509Certificate leaf, PrivateKey key) {

        /** Whether what the key signs can be verified with the certificate. */
        boolean matches() throws GeneralSecurityException {
            String algorithm = switch (key.getAlgorithm()) {
                case "EC" -> "SHA256withECDSA";
                case "RSA" -> "SHA256withRSA";
                default -> key.getAlgorithm();
            };
            if (!key.getAlgorithm().equals(leaf.getPublicKey().getAlgorithm())) {
                return false;
            }
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(leaf.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        }
    }
}
