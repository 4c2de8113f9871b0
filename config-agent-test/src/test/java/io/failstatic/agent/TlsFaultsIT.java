package io.failstatic.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.TestAuthority.Identity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Links that cannot be trusted: neither poll nor token is sent, what is in force stays, and the log says why. */
@Tag("G5")
@Timeout(60)
class TlsFaultsIT {

    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    private static TestAuthority authority;
    private static TestAuthority stranger;
    private static Identity server;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Poller.class);
    private final List<AutoCloseable> open = new ArrayList<>();
    private SSLContext client;

    @BeforeAll
    static void certify() throws Exception {
        authority = new TestAuthority("authority");
        stranger = new TestAuthority("stranger");
        server = authority.issue(HOST, -1, 1);
    }

    @BeforeEach
    void listen() throws Exception {
        client = authority.context(null);
        logger.addAppender(log);
        log.start();
    }

    @AfterEach
    void close() throws Exception {
        logger.detachAppender(log);
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void takesNoExpiredCertificateAndRecoversWhenItIsRenewed() throws Exception {
        RawServer expired = tls(authority.context(authority.issue(HOST, -9, -1)), false);
        RawServer renewed = tls(authority.context(server), false);
        Engine engine = engine(https(expired), https(renewed));
        assertFails(engine, "CertificateExpired");
        assertThat(expired.requests()).isEmpty();
        await().until(() -> {
            engine.pollOnce();
            return engine.current().revision() == 1;
        });
        assertThat(engine.status().alarms()).isEmpty();
        assertThat(renewed.requests().get(0)).contains("Authorization: Bearer secret");
    }

    @Test
    void takesNoCertificateThatIsNotYetValidOfAnotherHostOrOfAnotherAuthority() throws Exception {
        assertRefuses(authority.context(authority.issue(HOST, 1, 9)), "NotBefore");
        InetAddress other = InetAddress.getByName("127.0.0.9");
        assertRefuses(authority.context(authority.issue(other, -1, 1)), "subject alternative names");
        assertRefuses(authority.context(stranger.issue(HOST, -1, 1)), "unable to find valid certification path");
    }

    @Test
    void isToldThatItsOwnCertificateHasExpiredOrIsMissing() throws Exception {
        SSLContext strict = authority.context(server);
        client = authority.context(authority.issue(HOST, -9, -1));
        assertRefusedBy(tls(strict, true));
        client = authority.context(null);
        assertRefusedBy(tls(strict, true));
        client = authority.context(authority.issue(HOST, -1, 1));
        Engine engine = engine(https(tls(strict, true)));
        engine.pollOnce();
        assertThat(engine.current().revision()).isEqualTo(1);
    }

    @Test
    void speaksNoProtocolThatIsTooOldToBeSafe() throws Exception {
        String hello = "160301002a" + "02000026" + "0301" + "11".repeat(32) + "00" + "c013" + "00";
        String received = received(HexFormat.of().parseHex(hello), url -> assertFails(engine(url), "TLS10"));
        assertThat(received).doesNotContain("secret", "instanceId");
    }

    @Test
    void neverGoesOnWithoutTls() throws Exception {
        String received = received(answer(), url -> assertFails(engine(url), "plaintext"));
        assertThat(received).as("a record of TLS").startsWith("\u0016").doesNotContain("secret", "instanceId");
    }

    @Test
    void aHandshakeThatIsCutOffIsNoQuestionOfTrust() throws Exception {
        received(new byte[0], url -> {
            Engine engine = engine(url);
            engine.pollOnce();
            assertThat(engine.status().lastPoll()).isEqualTo("failed");
            assertThat(engine.status().alarms()).isEmpty();
        });
    }

    /** What a server received that sends an answer after the first byte, and then hangs up. */
    private static String received(byte[] answer, Use use) throws Exception {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (ServerSocket listener = new ServerSocket(0, 50, HOST)) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket socket = listener.accept()) {
                    InputStream in = socket.getInputStream();
                    received.write(in.read());
                    socket.getOutputStream().write(answer);
                    socket.shutdownOutput();
                    in.transferTo(received);
                } catch (IOException e) {
                    received.writeBytes(e.toString().getBytes(ISO_8859_1));
                }
            });
            use.of(URI.create("https://127.0.0.1:" + listener.getLocalPort()));
            served.get(10, TimeUnit.SECONDS);
        }
        return received.toString(ISO_8859_1);
    }

    private void assertRefuses(SSLContext untrusted, String reason) throws Exception {
        RawServer impostor = tls(untrusted, false);
        assertFails(engine(https(impostor)), reason);
        assertThat(impostor.requests()).as("neither poll nor token was sent").isEmpty();
    }

    private void assertRefusedBy(RawServer strict) throws Exception {
        assertFails(engine(https(strict)), "TLS");
        assertThat(strict.requests()).isEmpty();
    }

    private void assertFails(Engine engine, String reason) throws Exception {
        log.list.clear();
        Snapshot before = engine.current();
        Duration delay = engine.pollOnce();
        assertThat(delay).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
        assertThat(engine.current()).isSameAs(before);
        assertThat(engine.status().lastPoll()).isEqualTo("failed");
        assertThat(engine.status().alarms()).containsExactly(Alarm.TLS_FAILED);
        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getFormattedMessage()).contains("TLS", reason).doesNotContain("secret");
        });
    }

    private Engine engine(URI... urls) {
        AgentSettings settings = ConfigAgent.builder()
                .controlPlaneUrl(urls)
                .sslContext(client)
                .token("secret")
                .hold(Duration.ZERO)
                .timeout(Duration.ofSeconds(10))
                .circuitBreaker(100, Duration.ofSeconds(1))
                .settings();
        Engine engine = new Engine(settings, new AgentObserver() {}, Clock.systemUTC(), System::nanoTime);
        open.add(engine::close);
        return engine;
    }

    private RawServer tls(SSLContext context, boolean asksForCertificates) throws IOException {
        SSLServerSocket listener =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, HOST);
        listener.setNeedClientAuth(asksForCertificates);
        return listening(listener, answer());
    }

    private RawServer listening(ServerSocket listener, byte[] answer) {
        RawServer listening =
                new RawServer(listener, socket -> socket.getOutputStream().write(answer));
        open.add(listening);
        return listening;
    }

    private static URI https(RawServer listening) {
        return URI.create(listening.url().toString().replace("http:", "https:"));
    }

    private static byte[] answer() {
        return Wire.snapshotAnswer(Wire.FIRST, "");
    }

    @FunctionalInterface
    private interface Use {
        void of(URI url) throws Exception;
    }
}
