package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.edge.gateway.TestCertificates.Pem;
import io.failstatic.edge.shared.RedisServer;
import io.failstatic.edge.shared.SharedCounters;
import io.failstatic.edge.shared.TestCounters;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.SslBundle;

/** Counting together over TLS, and alone wherever it is not sure with whom. */
class SharedCountersTlsIT {

    private static final Duration PATIENT = Duration.ofSeconds(1);
    private static final String PASSWORD = "open-sesame";
    private static final String WINDOW = "test:tenant:api:acme";

    @TempDir
    static Path directory;

    private static Pem server;
    private static Pem client;
    private static RedisServer redis;

    private FakeService service;

    @BeforeAll
    static void startRedis() throws Exception {
        server = TestCertificates.pem(directory, "redis", "ip:127.0.0.1");
        client = TestCertificates.pem(directory, "client", "dns:edge");
        redis = redis(server, "no");
    }

    @AfterAll
    static void stopRedis() {
        if (redis != null) {
            redis.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        service = new FakeService().recording();
        redis.command("FLUSHALL");
        redis.command("ACL SETUSER edge on >hush ~* +@all");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void countsTogetherWithThePasswordOverTls() throws Exception {
        assertTogether(redis, TestCounters.at(redis.tlsUrl(), PATIENT, null, PASSWORD, trusting(server)));
    }

    @Test
    void countsTogetherAsAUserOfItsOwn() throws Exception {
        assertTogether(redis, TestCounters.at(redis.tlsUrl(), PATIENT, "edge", "hush", trusting(server)));
    }

    @Test
    void showsItsOwnCertificateWhereRedisAsksForOne() throws Exception {
        try (RedisServer strict = redis(server, "yes")) {
            assertTogether(strict, TestCounters.at(strict.tlsUrl(), PATIENT, null, PASSWORD, trusting(server)));
            // Redis trusts only the client's certificate.
            assertAlone(
                    strict,
                    TestCounters.at(
                            strict.tlsUrl(), PATIENT, null, PASSWORD, TestCertificates.trusting(server, server)));
        }
    }

    @Test
    void countsAloneWhereTheCertificateIsNotTrusted() throws Exception {
        assertAlone(redis, TestCounters.at(redis.tlsUrl(), PATIENT, null, PASSWORD, trusting(client)));
        assertAlone(redis, TestCounters.at(redis.tlsUrl(), PATIENT, null, PASSWORD, null));
    }

    @Test
    void countsAloneWhereTheCertificateIsForAnotherName() throws Exception {
        Pem elsewhere = TestCertificates.pem(directory, "elsewhere", "dns:elsewhere.example");
        try (RedisServer other = redis(elsewhere, "no")) {
            assertAlone(other, TestCounters.at(other.tlsUrl(), PATIENT, null, PASSWORD, trusting(elsewhere)));
        }
    }

    @Test
    void countsAloneWhereOneSideSpeaksTlsAndTheOtherDoesNot() throws Exception {
        URI plain = redis.url();
        URI tlsToPlain = URI.create("rediss://127.0.0.1:" + plain.getPort());
        URI plainToTls = URI.create("redis://127.0.0.1:" + redis.tlsUrl().getPort());
        assertAlone(redis, TestCounters.at(tlsToPlain, PATIENT, null, PASSWORD, trusting(server)));
        assertAlone(redis, TestCounters.at(plainToTls, PATIENT, null, PASSWORD, null));
    }

    @Test
    void countsAloneWithoutTheRightPasswordAndDoesNotTellIt() throws Exception {
        assertAlone(redis, TestCounters.at(redis.tlsUrl(), PATIENT, null, "hunter2", trusting(server)));
        assertAlone(redis, TestCounters.at(redis.tlsUrl(), PATIENT, null, null, trusting(server)));
    }

    private void assertTogether(RedisServer at, SharedCounters shared) throws Exception {
        try (EdgeFixture edge = edge(shared)) {
            await().until(shared::isTogether);
            for (int i = 0; i < 2; i++) {
                assertThat(edge.get("/a", "X-Api-Key", "fsk_acme").statusCode()).isEqualTo(200);
            }
            assertThat(at.number("GET " + WINDOW)).isEqualTo(2);
            assertThat(edge.get("/a", "X-Api-Key", "fsk_acme").statusCode()).isEqualTo(429);
        }
    }

    private void assertAlone(RedisServer at, SharedCounters shared) throws Exception {
        at.command("FLUSHALL");
        try (EdgeFixture edge = edge(shared)) {
            await().until(() -> !"not connected yet".equals(shared.reason()));
            assertThat(shared.reason()).isNotBlank().doesNotContain("hunter2");
            for (int i = 0; i < 2; i++) {
                assertThat(edge.get("/a", "X-Api-Key", "fsk_acme").statusCode()).isEqualTo(200);
            }
            assertThat(edge.get("/a", "X-Api-Key", "fsk_acme").statusCode()).isEqualTo(429);
            assertThat(shared.isTogether()).isFalse();
            assertThat(TestCounters.counted(shared)).containsEntry("away", 3L).containsEntry("shared", 0L);
            assertThat(at.command("EXISTS " + WINDOW)).isEqualTo(":0");
        }
    }

    private EdgeFixture edge(SharedCounters shared) {
        EdgeFixture edge = new EdgeFixture(shared);
        edge.serve(
                1,
                EdgeFixture.source()
                        .tenant("acme", "fsk_acme")
                        .policy("acme", 2, 3600, "api")
                        .service("s", 5000, 0, service.url())
                        .route("/a", "s"));
        return edge;
    }

    private static SslBundle trusting(Pem certificate) throws Exception {
        return TestCertificates.trusting(certificate, client);
    }

    private static RedisServer redis(Pem certificate, String authenticatesClients) throws Exception {
        return new RedisServer(
                PASSWORD,
                List.of(
                        "--tls-cert-file",
                        certificate.certificate().toString(),
                        "--tls-key-file",
                        certificate.key().toString(),
                        "--tls-ca-cert-file",
                        client.certificate().toString(),
                        "--tls-auth-clients",
                        authenticatesClients));
    }
}
