package io.failstatic.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority that lives as long as a test, made by the JDK's own tool. */
final class TestCertificates {

    static final String PASSWORD = "not-a-secret";

    private static final char[] SECRET = PASSWORD.toCharArray();

    private final Path directory;

    TestCertificates(Path directory) throws Exception {
        this.directory = directory;
        make("ca", null, "-ext", "bc:c");
    }

    /** Makes a certificate of 127.0.0.1, signed by another one. */
    void issue(String name, String signer, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of("-ext", "san=ip:127.0.0.1,dns:localhost"));
        options.addAll(List.of(more));
        make(name, signer, options.toArray(String[]::new));
    }

    /** Makes an authority that nobody knows. */
    void authority(String name) throws Exception {
        make(name, null, "-ext", "bc:c");
    }

    private void make(String name, String signer, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                all().toString(),
                "-storepass",
                PASSWORD));
        if (signer != null) {
            command.addAll(List.of("-signer", signer));
        }
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
    }

    private Path all() {
        return directory.resolve("all.p12");
    }

    /** A file with a certificate, its chain and a private key; in one step, as whoever renews it should. */
    Path keys(String file, String certificate, String key) throws Exception {
        KeyStore all = load(all());
        Key secret = all.getKey(key, SECRET);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("leaf", secret, SECRET, all.getCertificateChain(certificate));
        return write(file, store);
    }

    Path trust(String file, String authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", load(all()).getCertificate(authority));
        return write(file, store);
    }

    Path garbage(String file) throws IOException {
        Path temporary = Files.writeString(directory.resolve(file + ".new"), "no key store");
        return Files.move(temporary, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path write(String file, KeyStore store) throws Exception {
        Path temporary = directory.resolve(file + ".new");
        try (OutputStream out = Files.newOutputStream(temporary)) {
            store.store(out, SECRET);
        }
        return Files.move(temporary, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, SECRET);
        }
        return store;
    }

    /** What a client connects with that trusts one authority and shows a certificate, or null for none. */
    SSLContext client(String authority, String certificate) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(load(trust("trust-" + authority + ".p12", authority)));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(
                certificate == null ? null : load(keys("keys-" + certificate + ".p12", certificate, certificate)),
                SECRET);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The properties of an SSL bundle that is read again when its files change. */
    static List<String> bundle(String name, Path keys, Path trust) {
        String prefix = "spring.ssl.bundle.jks." + name + ".";
        List<String> settings = new ArrayList<>(List.of(
                "spring.ssl.bundle.watch.file.quiet-period=50ms",
                prefix + "reload-on-update=true",
                prefix + "keystore.location=file:" + keys,
                prefix + "keystore.password=" + PASSWORD,
                prefix + "keystore.type=PKCS12"));
        if (trust != null) {
            settings.addAll(List.of(
                    prefix + "truststore.location=file:" + trust,
                    prefix + "truststore.password=" + PASSWORD,
                    prefix + "truststore.type=PKCS12"));
        }
        return settings;
    }
}
