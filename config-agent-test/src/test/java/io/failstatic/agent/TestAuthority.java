package io.failstatic.agent;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority that lives as long as a test. The JDK can sign but not write a certificate, and its own tool for
 * that takes a second for each.
 */
final class TestAuthority {

    /** A certificate, its authority's, and its private key. */
    record Identity(X509Certificate certificate, X509Certificate issuer, KeyPair keys) {}

    private static final char[] NO_SECRET = "not-a-secret".toCharArray();
    private static final byte[] ECDSA_WITH_SHA256 = HexFormat.of().parseHex("300a06082a8648ce3d040302");
    private static final byte[] BASIC_CONSTRAINTS = HexFormat.of().parseHex("0603551d13");
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = HexFormat.of().parseHex("0603551d11");
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
    private static final byte[] TRUE = {1, 1, -1};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String name;
    private final KeyPair keys = newKeys();
    private final X509Certificate root;

    TestAuthority(String name) throws Exception {
        this.name = name;
        byte[] authority = der(0x30, der(0x30, BASIC_CONSTRAINTS, TRUE, der(4, der(0x30, TRUE))));
        Instant now = Instant.now();
        this.root = write(name, keys, now.minusSeconds(86_400), now.plusSeconds(86_400), authority);
    }

    /** Certifies that a new key belongs to the host, from some days on and up to others, counted from today. */
    Identity issue(InetAddress host, int fromDay, int toDay) throws Exception {
        KeyPair own = newKeys();
        byte[] names = der(0x30, der(0x87, host.getAddress()));
        byte[] extensions = der(0x30, der(0x30, SUBJECT_ALTERNATIVE_NAME, der(4, names)));
        Instant now = Instant.now();
        X509Certificate issued = write(
                "instance", own, now.plusSeconds(86_400L * fromDay), now.plusSeconds(86_400L * toDay), extensions);
        return new Identity(issued, root, own);
    }

    /** A context that shows this identity, or none, and takes those whom this authority has certified. */
    SSLContext context(@Nullable Identity shown) throws Exception {
        KeyStore own = emptyStore();
        if (shown != null) {
            Certificate[] chain = {shown.certificate(), shown.issuer()};
            own.setKeyEntry("own", shown.keys().getPrivate(), NO_SECRET, chain);
        }
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(own, NO_SECRET);
        KeyStore trusted = emptyStore();
        trusted.setCertificateEntry("authority", root);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    /** RFC 5280, 4.1. */
    private X509Certificate write(String subject, KeyPair owner, Instant from, Instant to, byte[] extensions)
            throws Exception {
        byte[] content = der(
                0x30,
                der(0xa0, new byte[] {2, 1, 2}),
                new byte[] {2, 1, 1},
                ECDSA_WITH_SHA256,
                distinguished(name),
                der(0x30, time(from), time(to)),
                distinguished(subject),
                owner.getPublic().getEncoded(),
                der(0xa3, extensions));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        byte[] signed = der(0x30, content, ECDSA_WITH_SHA256, der(3, new byte[1], signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
    }

    private static byte[] distinguished(String name) {
        return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, name.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant instant) {
        return der(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        int length = content.size();
        if (length > 0xff) {
            value.writeBytes(new byte[] {(byte) 0x82, (byte) (length >> 8)});
        } else if (length > 0x7f) {
            value.write(0x81);
        }
        value.write(length);
        value.writeBytes(content.toByteArray());
        return value.toByteArray();
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static KeyStore emptyStore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
