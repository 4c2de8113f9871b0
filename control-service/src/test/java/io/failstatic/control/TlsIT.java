package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Origin;
import io.failstatic.agent.autoconfigure.ConfigAgentAutoConfiguration;
import io.failstatic.control.access.InvalidSetupException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TlsIT {

    private static final String[] LISTENERS = {"admin", "distribution"};
    private static final String REFUSED = "the certificate before it stays";

    @TempDir
    static Path keys;

    private static TestCertificates certificates;

    @TempDir
    Path data;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = new TestCertificates(keys);
        certificates.authority("stranger");
        certificates.issue("first", "ca");
        certificates.issue("second", "ca");
        certificates.issue("expired", "ca", "-startdate", "-10d", "-validity", "5");
        certificates.issue("edge", "ca");
        certificates.issue("intruder", "stranger");
    }

    private RunningControl start(String keysFile, String... more) throws Exception {
        List<String> settings = new ArrayList<>(
                TestCertificates.bundle("web", keys.resolve(keysFile), certificates.trust("trust.p12", "ca")));
        settings.addAll(List.of(
                "server.ssl.bundle=web",
                "control.distribution.ssl.bundle=web",
                // Boot's management listener follows server.ssl unless told otherwise.
                "management.server.ssl.enabled=false"));
        settings.addAll(List.of(more));
        return RunningControl.start(data, settings.toArray(String[]::new));
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .sslContext(context)
                .build();
    }

    private static HttpRequest.Builder request(RunningControl control, String listener, String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + control.port(listener) + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + (listener.equals("admin") ? ADMIN : AGENT));
    }

    private static HttpResponse<String> get(RunningControl control, String listener, SSLContext context)
            throws IOException, InterruptedException {
        String path = listener.equals("admin") ? "/api/v1/status" : "/distribution/v1/snapshot";
        return client(context).send(request(control, listener, path).GET().build(), BodyHandlers.ofString());
    }

    /** Who the listener shows itself as, on a new connection. */
    private static String shown(RunningControl control, String listener, SSLContext context) throws Exception {
        HttpResponse<String> answer = get(control, listener, context);
        assertThat(answer.statusCode()).isEqualTo(200);
        X509Certificate leaf =
                (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
        return leaf.getSubjectX500Principal().getName();
    }

    private static void awaitShown(RunningControl control, SSLContext context, String name) {
        for (String listener : LISTENERS) {
            await(listener).until(() -> shown(control, listener, context).equals("CN=" + name));
        }
    }

    private static CompletableFuture<HttpResponse<String>> hold(RunningControl control, SSLContext context)
            throws Exception {
        HttpResponse<String> first = get(control, "distribution", context);
        String seen = "{\"lineage\":\"%s\",\"epoch\":1,\"revision\":%s,\"digest\":\"%s\"}"
                .formatted(
                        first.headers().firstValue("Config-Lineage").orElseThrow(),
                        first.headers().firstValue("Config-Revision").orElseThrow(),
                        first.headers().firstValue("Config-Digest").orElseThrow());
        CompletableFuture<HttpResponse<String>> held = client(context)
                .sendAsync(
                        request(control, "distribution", "/distribution/v1/poll")
                                .POST(BodyPublishers.ofString(
                                        "{\"instanceId\":\"i-1\",\"wait\":50,\"seen\":" + seen + "}"))
                                .build(),
                        BodyHandlers.ofString());
        await().until(() -> control.management("/actuator/prometheus").body().contains("control_waiting 1.0"));
        return held;
    }

    @Test
    void servesHttpsOnBothListenersAndRenewsTheCertificateUnderHeldPolls(CapturedOutput output) throws Exception {
        certificates.keys("web.p12", "first", "first");
        SSLContext trusting = certificates.client("ca", null);
        // With TLS no listener asks for more in order to leave loopback.
        try (RunningControl control =
                start("web.p12", "server.address=0.0.0.0", "control.distribution.address=0.0.0.0")) {
            awaitShown(control, trusting, "first");
            SSLContext suspicious = certificates.client("stranger", null);
            for (String listener : LISTENERS) {
                assertThatThrownBy(() -> get(control, listener, suspicious))
                        .isInstanceOf(javax.net.ssl.SSLHandshakeException.class);
            }
            assertThat(control.admin(ADMIN, "GET", "/api/v1/status", null).statusCode())
                    .isEqualTo(400);

            CompletableFuture<HttpResponse<String>> held = hold(control, trusting);
            certificates.keys("web.p12", "second", "second");
            awaitShown(control, trusting, "second");
            assertThat(output.getOut()).doesNotContain(REFUSED);

            refuses(output, 1, () -> certificates.keys("web.p12", "first", "second"), "another one's");
            refuses(output, 2, () -> certificates.keys("web.p12", "expired", "expired"), "NotAfter");
            // Boot tells no handler after the one that fails first: nobody has a new certificate then.
            certificates.garbage("web.p12");
            await().until(() -> output.getOut().contains("Could not load store"));
            awaitShown(control, trusting, "second");
            certificates.keys("web.p12", "first", "first");
            awaitShown(control, trusting, "first");

            assertThat(held).isNotDone();
            HttpResponse<String> created = client(trusting)
                    .send(
                            request(control, "admin", "/api/v1/tenants")
                                    .POST(BodyPublishers.ofString("{\"id\":\"acme\",\"name\":\"Acme\"}"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(held.get().statusCode()).isEqualTo(200);
            assertThat(held.get().body()).contains("acme");
        }
    }

    private interface Renewal {
        void run() throws Exception;
    }

    /** Both listeners say aloud that they keep what they have. */
    private static void refuses(CapturedOutput output, int times, Renewal renewal, String why) throws Exception {
        renewal.run();
        for (String listener : new String[] {"server.ssl.bundle", "control.distribution.ssl.bundle"}) {
            await().until(() -> output.getOut()
                            .lines()
                            .filter(line -> line.contains("ERROR") && line.contains(" " + listener + ": web"))
                            .filter(line -> line.contains(REFUSED))
                            .count()
                    >= times);
        }
        assertThat(output.getOut()).contains(why);
    }

    @Test
    void lettingOnlyHoldersOfAKnownCertificateInSurvivesARenewal() throws Exception {
        certificates.keys("need.p12", "first", "first");
        SSLContext known = certificates.client("ca", "edge");
        SSLContext nobody = certificates.client("ca", null);
        SSLContext intruder = certificates.client("ca", "intruder");
        try (RunningControl control =
                start("need.p12", "server.ssl.client-auth=need", "control.distribution.ssl.client-auth=need")) {
            for (String name : new String[] {"first", "second"}) {
                certificates.keys("need.p12", name, name);
                awaitShown(control, known, name);
                for (String listener : LISTENERS) {
                    assertThatThrownBy(() -> get(control, listener, nobody)).isInstanceOf(IOException.class);
                    assertThatThrownBy(() -> get(control, listener, intruder)).isInstanceOf(IOException.class);
                }
            }
            theAgentShowsItsCertificateAndTakesANewOne(control);
        }
    }

    private void theAgentShowsItsCertificateAndTakesANewOne(RunningControl control) throws Exception {
        Path agentKeys = certificates.keys("agent.p12", "intruder", "intruder");
        List<String> settings =
                new ArrayList<>(TestCertificates.bundle("control-plane", agentKeys, keys.resolve("trust.p12")));
        settings.addAll(List.of(
                "config-agent.enabled=true",
                "config-agent.ssl.bundle=control-plane",
                "config-agent.control-plane-url=https://127.0.0.1:" + control.port("distribution"),
                "config-agent.token=" + AGENT,
                "config-agent.poll-interval=200ms",
                "config-agent.backoff.max=400ms",
                "config-agent.circuit-breaker.open=200ms",
                "config-agent.cache-dir=" + data.resolve("agent")));
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(SslAutoConfiguration.class, ConfigAgentAutoConfiguration.class))
                .withPropertyValues(settings.toArray(String[]::new))
                .run(context -> {
                    ConfigAgent agent = context.getBean(ConfigAgent.class);
                    await().until(() -> agent.status().lastPoll() != null);
                    assertThat(agent.current().origin()).isEqualTo(Origin.DEFAULTS);
                    certificates.garbage("agent.p12");
                    certificates.keys("agent.p12", "edge", "edge");
                    await().until(() -> agent.current().origin() == Origin.CONTROL_PLANE);
                });
    }

    @Test
    void doesNotStartWithWhatCannotServe() throws Exception {
        certificates.keys("mixed.p12", "first", "second");
        certificates.keys("web.p12", "first", "first");
        assertThatThrownBy(() -> start("mixed.p12"))
                .hasRootCauseInstanceOf(InvalidSetupException.class)
                .rootCause()
                .hasMessageContaining("another one's");
        List<String> trustless = new ArrayList<>(TestCertificates.bundle("web", keys.resolve("web.p12"), null));
        trustless.addAll(List.of("server.ssl.bundle=web", "server.ssl.client-auth=need"));
        assertThatThrownBy(() -> RunningControl.start(data, trustless.toArray(String[]::new)))
                .hasRootCauseInstanceOf(InvalidSetupException.class)
                .rootCause()
                .hasMessageContaining("no trust store");
        assertThatThrownBy(() -> RunningControl.start(data, "control.distribution.ssl.client-auth=need"))
                .rootCause()
                .hasMessageContaining("control.distribution.ssl.client-auth");
    }
}
