package io.failstatic.edge.gateway;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;

/** Certificates that sign themselves, made by the JDK's own tool. */
final class TestCertificates {

    private static final String PASSWORD = "not-a-secret";
    private static final String ALIAS = "edge";

    private TestCertificates() {}

    /** A bundle whose certificate has this common name. */
    static SslBundle bundle(Path directory, String name) throws Exception {
        return SslBundle.of(
                SslStoreBundle.of(store(directory, name, "dns:localhost"), PASSWORD, null), SslBundleKey.of(PASSWORD));
    }

    /** Certificate and key of one who has this name or address, such as {@code ip:127.0.0.1}, in files for servers that are not Java. */
    static Pem pem(Path directory, String name, String alternativeName) throws Exception {
        KeyStore store = store(directory, name, alternativeName);
        return new Pem(
                file(
                        directory,
                        name + ".crt",
                        "CERTIFICATE",
                        store.getCertificate(ALIAS).getEncoded()),
                file(
                        directory,
                        name + ".key",
                        "PRIVATE KEY",
                        store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()),
                store);
    }

    /** Who trusts this certificate and no other, and shows his own when he is asked. */
    static SslBundle trusting(Pem certificate, Pem own) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, certificate.store.getCertificate(ALIAS));
        return SslBundle.of(SslStoreBundle.of(own.store, PASSWORD, trusted), SslBundleKey.of(PASSWORD));
    }

    record Pem(Path certificate, Path key, KeyStore store) {}

    private static Path file(Path directory, String name, String type, byte[] content) throws Exception {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                directory.resolve(name), "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n");
    }

    private static KeyStore store(Path directory, String name, String alternativeName) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + alternativeName,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + keytool.exitValue() + " (expected: 0)");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
