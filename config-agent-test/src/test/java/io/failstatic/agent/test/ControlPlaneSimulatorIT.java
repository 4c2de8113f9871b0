package io.failstatic.agent.test;

import static java.net.http.HttpResponse.BodyHandlers.ofByteArray;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ControlPlaneSimulatorIT {

    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    final ControlPlaneExtension extension = new ControlPlaneExtension();

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void sendsWhatIsPublishedWithItsHeaders() throws Exception {
        PublishedSnapshot snapshot = plane().publish(SnapshotBuilder.snapshot().epoch(2));

        HttpResponse<byte[]> answer = poll("null", 0);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(snapshot.json());
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(answer.body());
        assertThat(header(answer, "Config-Digest"))
                .isEqualTo("sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":");
        assertThat(header(answer, "ETag")).matches("\"2\\.1\\.[0-9a-f]{16}\"");
        assertThat(header(answer, "Config-Lineage")).isEqualTo(SnapshotBuilder.LINEAGE);
        assertThat(header(answer, "Config-Epoch")).isEqualTo("2");
        assertThat(header(answer, "Config-Revision")).isEqualTo("1");
        assertThat(header(answer, "Poll-Interval")).isEqualTo("10");
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    }

    @Test
    void sendsNothingToAnAgentThatHasSeenTheSnapshot() throws Exception {
        PublishedSnapshot snapshot = plane().publish(SnapshotBuilder.snapshot());

        assertThat(poll(seen(snapshot), 0).statusCode()).isEqualTo(204);
        assertThat(poll(seen(snapshot.withOtherBytes()), 0).statusCode()).isEqualTo(200);
        assertThat(poll(seen(snapshot).replace(SnapshotBuilder.LINEAGE, "other"), 0)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void sendsNothingBeforeAnythingIsPublished() throws Exception {
        assertThat(poll("null", 0).statusCode()).isEqualTo(204);
    }

    @Test
    void compressesOnRequest() throws Exception {
        PublishedSnapshot snapshot = plane().publish(SnapshotBuilder.snapshot());

        HttpResponse<byte[]> answer = client.send(
                request("{\"seen\":null}").header("Accept-Encoding", "gzip").build(), ofByteArray());

        assertThat(header(answer, "Content-Encoding")).isEqualTo("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
                .isEqualTo(snapshot.json());
    }

    @Test
    void holdsAPollUntilSomethingIsPublished() throws Exception {
        PublishedSnapshot first = plane().publish(SnapshotBuilder.snapshot());
        CompletableFuture<HttpResponse<byte[]>> held =
                client.sendAsync(request(body(seen(first), 60)).build(), ofByteArray());
        plane().awaitPolls(1, SOON);
        assertThat(held).isNotDone();

        plane().publish(SnapshotBuilder.snapshot().tenant("acme"));

        HttpResponse<byte[]> answer = held.get(5, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Config-Revision")).isEqualTo("2");
    }

    @Test
    void answersNothingAtTheEndOfAWait() throws Exception {
        PublishedSnapshot snapshot = plane().publish(SnapshotBuilder.snapshot());
        long start = System.nanoTime();

        assertThat(poll(seen(snapshot), 1).statusCode()).isEqualTo(204);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(900), SOON);
    }

    @Test
    void answersThePlainGetWithoutHolding() throws Exception {
        PublishedSnapshot snapshot = plane().publish(SnapshotBuilder.snapshot());
        HttpRequest.Builder get = HttpRequest.newBuilder(URI.create(plane().url() + "/distribution/v1/snapshot"))
                .header("Authorization", "Bearer " + plane().token());

        assertThat(client.send(get.build(), ofByteArray()).body()).isEqualTo(snapshot.json());
        HttpRequest conditional = get.header("If-None-Match", snapshot.etag()).build();
        assertThat(client.send(conditional, ofByteArray()).statusCode()).isEqualTo(304);
    }

    @Test
    void wantsItsToken() throws Exception {
        HttpRequest wrong =
                request("{}").setHeader("Authorization", "Bearer wrong").build();

        assertThat(client.send(wrong, ofByteArray()).statusCode()).isEqualTo(401);
    }

    @Test
    void recordsPolls() throws Exception {
        poll("null", 0);
        poll("null", 0);

        assertThat(plane().polls()).hasSize(2).allSatisfy(poll -> {
            assertThat(poll.body().path("seen").isNull()).isTrue();
            assertThat(poll.connection()).isEqualTo(1);
            assertThat(poll.headers()).containsKey("authorization");
        });
        assertThat(plane().connections()).isEqualTo(1);
    }

    @Test
    void failsWithAnyStatusUntilHealed() throws Exception {
        plane().publish(SnapshotBuilder.snapshot());
        plane().fail(503, "30");

        HttpResponse<byte[]> answer = poll("null", 0);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "Retry-After")).isEqualTo("30");
        HttpRequest plain = HttpRequest.newBuilder(URI.create(plane().url() + "/distribution/v1/snapshot"))
                .build();
        assertThat(client.send(plain, ofByteArray()).statusCode()).isEqualTo(503);
        plane().heal();
        assertThat(poll("null", 0).statusCode()).isEqualTo(200);
    }

    @Test
    void failsThePollsItHolds() throws Exception {
        PublishedSnapshot first = plane().publish(SnapshotBuilder.snapshot());
        CompletableFuture<HttpResponse<byte[]>> held =
                client.sendAsync(request(body(seen(first), 60)).build(), ofByteArray());
        plane().awaitPolls(1, SOON);

        plane().fail(500);

        assertThat(held.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
    }

    @Test
    void forgesSnapshots() throws Exception {
        PublishedSnapshot first = plane().publish(SnapshotBuilder.snapshot());
        PublishedSnapshot second = plane().publish(SnapshotBuilder.snapshot().tenant("acme"));

        plane().corruptDigest();
        assertThat(header(poll(seen(second), 0), "Config-Digest")).isNotEqualTo(second.digest());
        plane().equivocate();
        HttpResponse<byte[]> other = poll(seen(second), 0);
        assertThat(header(other, "Config-Revision")).isEqualTo("2");
        assertThat(other.body()).isNotEqualTo(second.json());
        plane().regress();
        assertThat(poll(seen(second), 0).body()).isEqualTo(first.json());
    }

    @Test
    void forksAndShrinks() throws Exception {
        PublishedSnapshot head = plane().publish(SnapshotBuilder.snapshot().tenant("acme"));

        plane().fork();
        HttpResponse<byte[]> forked = poll(seen(head), 0);
        assertThat(header(forked, "Config-Lineage")).isEqualTo("fork-of-" + SnapshotBuilder.LINEAGE);
        assertThat(header(forked, "Config-Revision")).isEqualTo("1");
        plane().shrink();
        HttpResponse<byte[]> shrunk = poll(seen(head), 0);
        assertThat(header(shrunk, "Config-Revision")).isEqualTo("2");
        assertThat(header(shrunk, "Config-Lineage")).isEqualTo(SnapshotBuilder.LINEAGE);
        assertThat(new String(shrunk.body(), StandardCharsets.UTF_8)).doesNotContain("acme");
        plane().heal();
        assertThat(poll(seen(head), 0).statusCode()).isEqualTo(204);
    }

    @Test
    void takesItsTimeOverAWholeAnswer() throws Exception {
        PublishedSnapshot head = plane().publish(SnapshotBuilder.snapshot().tenant("acme"));
        plane().slowDown(Duration.ofMillis(400));
        long begin = System.nanoTime();
        assertThat(poll("null", 0).body()).isEqualTo(head.json());
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(390));
    }

    @Test
    void answersLate() throws Exception {
        PublishedSnapshot head = plane().publish(SnapshotBuilder.snapshot());
        plane().delay(Duration.ofMillis(300));
        long begin = System.nanoTime();
        assertThat(poll("null", 0).body()).isEqualTo(head.json());
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
    }

    @Test
    void everyVerbOfTheSimulatorIsInTheReference() throws Exception {
        String reference = Files.readString(Path.of("..", "docs", "agent.md"));
        assertThat(Arrays.stream(ControlPlaneSimulator.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .filter(method -> method.getReturnType() == void.class)
                        .map(Method::getName)
                        .filter(name ->
                                !List.of("close", "hold", "pollInterval").contains(name)))
                .isNotEmpty()
                .allSatisfy(verb -> assertThat(reference).contains("`" + verb + "("));
    }

    @Test
    void breaksOffInTheMiddleOfTheBody() {
        plane().publish(SnapshotBuilder.snapshot());

        plane().truncateBody();
        assertThatIOException().isThrownBy(() -> poll("null", 0));
        plane().resetMidBody();
        assertThatIOException().isThrownBy(() -> poll("null", 0));
        plane().garbage();
        assertThatIOException().isThrownBy(() -> poll("null", 0));
    }

    @Test
    void acceptsAndNeverAnswers() {
        plane().hang();

        assertThatThrownBy(() -> client.send(
                        request("{}").timeout(Duration.ofMillis(200)).build(), ofByteArray()))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(plane().polls()).hasSize(1);
    }

    @Test
    void dribbles() throws Exception {
        plane().publish(SnapshotBuilder.snapshot());
        plane().dribble(Duration.ofNanos(100_000));
        long start = System.nanoTime();

        HttpResponse<byte[]> answer = poll("null", 0);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(System.nanoTime() - start).isGreaterThan(answer.body().length * 100_000L);
    }

    @Test
    void refusesConnectionsWhileStoppedAndComesBackOnTheSamePort() throws Exception {
        plane().publish(SnapshotBuilder.snapshot());
        int port = plane().port();

        plane().stop();
        assertThatThrownBy(() -> poll("null", 0)).isInstanceOf(ConnectException.class);
        plane().restart();

        assertThat(plane().port()).isEqualTo(port);
        assertThat(poll("null", 0).statusCode()).isEqualTo(200);
    }

    private ControlPlaneSimulator plane() {
        return extension.controlPlane();
    }

    private HttpResponse<byte[]> poll(String seen, int wait) throws IOException, InterruptedException {
        return client.send(request(body(seen, wait)).timeout(SOON).build(), ofByteArray());
    }

    private HttpRequest.Builder request(String body) {
        return HttpRequest.newBuilder(URI.create(plane().url() + "/distribution/v1/poll"))
                .header("Authorization", "Bearer " + plane().token())
                .POST(BodyPublishers.ofString(body));
    }

    private static String body(String seen, int wait) {
        return "{\"seen\":" + seen + ",\"wait\":" + wait + "}";
    }

    private static String seen(PublishedSnapshot snapshot) {
        return "{\"lineage\":\"" + snapshot.lineage() + "\",\"epoch\":" + snapshot.epoch() + ",\"revision\":"
                + snapshot.revision() + ",\"digest\":\"" + snapshot.digest() + "\"}";
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
