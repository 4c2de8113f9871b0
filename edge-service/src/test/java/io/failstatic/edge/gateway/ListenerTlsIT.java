package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;

class ListenerTlsIT {

    @TempDir
    Path directory;

    @Test
    void servesHttpsAndTakesANewCertificateWithoutARestart() throws Exception {
        DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("edge", bundle("first"));
        try (FakeService service = new FakeService().recording();
                EdgeFixture edge = new EdgeFixture(Map.of("ssl.bundle", "edge"), bundles)) {
            edge.serve(
                    7, EdgeFixture.source().service("s", 5000, 0, service.url()).route("/a", "s"));

            Answer before = get(edge);
            assertThat(before.text()).startsWith("HTTP/1.1 200 ").contains("Config-Revision: 7");
            assertThat(before.subject()).isEqualTo("CN=first");
            assertThat(service.last().headers().getFirst("Forwarded")).endsWith("proto=https");

            bundles.updateBundle("edge", bundle("second"));
            await().until(() -> get(edge).subject().equals("CN=second"));
            assertThat(edge.raw("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")).doesNotContain("200");
        }
    }

    private Answer get(EdgeFixture edge) throws GeneralSecurityException, IOException {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new TrustEverybody()}, null);
        try (SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            socket.getOutputStream()
                    .write("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return new Answer(shown.getSubjectX500Principal().getName(), text);
        }
    }

    private SslBundle bundle(String name) throws Exception {
        return TestCertificates.bundle(directory, name);
    }

    private record Answer(String subject, String text) {}

    private static final class TrustEverybody implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
