package io.failstatic.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Rejected;
import io.failstatic.agent.PollOutcome.Throttled;
import io.failstatic.agent.PollOutcome.TooLarge;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpControlPlaneIT {

    private static final int LIMIT = 4096;
    private static final Duration TIMEOUT = Duration.ofMillis(700);
    private static final String HEADERS = String.join(
            "\r\n",
            "Config-Lineage: a",
            "Config-Epoch: 1",
            "Config-Revision: 7",
            "Config-Digest: sha-256=:x:",
            "Config-Signature: keyid=\"k\"",
            "Poll-Interval: 20",
            "");

    @TempDir
    private Path directory;

    @Test
    void postsTheReportWithTheTokenAndAcceptsGzip() throws Exception {
        try (RawServer server = RawServer.answering(status(204, HEADERS))) {
            assertThat(poll(server)).isEqualTo(new Unchanged(Duration.ofSeconds(20)));
            assertThat(server.requests().get(0))
                    .startsWith("POST /distribution/v1/poll HTTP/1.1\r\n")
                    .contains("Authorization: Bearer secret\r\n", "Accept-Encoding: gzip\r\n")
                    .contains("Content-Type: application/json\r\n")
                    .contains("\"instanceId\":\"edge-1\"");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void handsOverTheBytesAsTheyAreWithWhatTheHeadersSay(boolean gzip) throws Exception {
        byte[] json = "{\"é\": 1 }\n".getBytes(UTF_8);
        byte[] body = gzip ? gzip(json) : json;
        String coding = gzip ? "Content-Encoding: gzip\r\n" : "";
        try (RawServer server = RawServer.answering(ok("application/json; charset=utf-8", coding, body))) {
            Fetched fetched = (Fetched) poll(server);
            assertThat(fetched.json()).isEqualTo(json);
            assertThat(fetched.announcement()).isEqualTo(new Announcement("a", 1, 7, "sha-256=:x:", "keyid=\"k\""));
            assertThat(fetched.pollInterval()).isEqualTo(Duration.ofSeconds(20));
        }
    }

    @Test
    void stopsReadingABodyThatIsTooLarge() throws Exception {
        try (RawServer server = new RawServer(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + HEADERS + "\r\n").getBytes(ISO_8859_1));
            byte[] block = new byte[65_536];
            while (true) {
                out.write(block);
            }
        })) {
            assertThat(poll(server)).isInstanceOf(TooLarge.class);
            assertThat(server.hungUp().await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Tag("G5")
    @Test
    void doesNotUnpackABomb() throws Exception {
        byte[] bomb = gzip(new byte[3_000_000]);
        assertThat(bomb).hasSizeLessThan(LIMIT);
        try (RawServer server = RawServer.answering(ok("application/json", "Content-Encoding: gzip\r\n", bomb))) {
            assertThat(poll(server)).isInstanceOf(TooLarge.class);
        }
    }

    @Test
    void doesNotTakeBrokenGzipOrAnotherCoding() throws Exception {
        byte[] json = "{}".getBytes(UTF_8);
        for (String coding : List.of("gzip", "br")) {
            try (RawServer server =
                    RawServer.answering(ok("application/json", "Content-Encoding: " + coding + "\r\n", json))) {
                assertThat(poll(server)).isInstanceOf(Failed.class);
            }
        }
    }

    @Test
    void doesNotTakeAWebPageForASnapshot() throws Exception {
        try (RawServer server = RawServer.answering(ok("text/html", "", "<html>log in</html>".getBytes(UTF_8)))) {
            assertThat(poll(server)).isInstanceOf(Failed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 304, 400, 404, 410, 500, 502, 504})
    void takesNoOtherStatusForAnAnswer(int status) throws Exception {
        try (RawServer server = RawServer.answering(status(status, "Location: http://127.0.0.1:1/\r\n"))) {
            assertThat(poll(server)).isInstanceOf(Failed.class);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void knowsThatItIsTurnedAway(int status) throws Exception {
        try (RawServer server = RawServer.answering(status(status, ""))) {
            assertThat(poll(server)).isEqualTo(new Rejected(status));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "503, 30, 30",
        "429, 0, 0",
        "503, 99999999999999999999, 2147483647",
        "503, -5, ",
        "503, soon, ",
        "503, 1.5, ",
        "429, 'Fri, 20 Nov 2026 10:01:00 GMT', 60",
        "429, 'Fri, 20 Nov 2020 10:01:00 GMT', ",
    })
    void readsRetryAfterInEveryForm(int status, String value, Long seconds) throws Exception {
        try (RawServer server = RawServer.answering(status(status, "Retry-After: " + value + "\r\n"))) {
            assertThat(poll(server))
                    .isEqualTo(new Throttled(status, seconds == null ? null : Duration.ofSeconds(seconds)));
        }
    }

    @Test
    void givesUpOnAServerThatNeverAnswersOrDribbles() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
        for (String start : List.of("", "HTTP/1.1 200 OK\r\nConte", head)) {
            try (RawServer server = new RawServer(socket -> {
                OutputStream out = socket.getOutputStream();
                out.write(start.getBytes(ISO_8859_1));
                out.flush();
                dribble(socket, start.equals(head) ? out : OutputStream.nullOutputStream());
            })) {
                long begin = System.nanoTime();
                assertThat(poll(server)).isInstanceOf(Failed.class);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
                assertThat(server.hungUp().await(5, TimeUnit.SECONDS))
                        .as("connection is closed")
                        .isTrue();
            }
        }
    }

    @Test
    void discardsABodyThatIsCutOff() throws Exception {
        String cut = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"format\"";
        for (int linger : new int[] {-1, 0}) {
            try (RawServer server = new RawServer(socket -> {
                socket.setSoLinger(linger == 0, 0);
                socket.getOutputStream().write(cut.getBytes(ISO_8859_1));
                socket.getOutputStream().flush();
            })) {
                assertThat(poll(server)).isInstanceOf(Failed.class);
                assertThat(server.requests()).as("never sent twice").hasSize(1);
            }
        }
    }

    @Test
    void neverSendsAPollTwiceWhenTheConnectionClosesBeforeTheFirstByte() throws Exception {
        try (RawServer server = new RawServer(socket -> {})) {
            assertThat(poll(server)).isInstanceOf(Failed.class);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void failsWithARefusedConnectionAndAnUnknownHost() throws Exception {
        assertThat(client(new TokenSource("secret", null), URI.create("http://127.0.0.1:1"))
                        .poll(report()))
                .isInstanceOf(Failed.class);
        assertThat(client(new TokenSource("secret", null), URI.create("http://nowhere.invalid"))
                        .poll(report()))
                .isInstanceOf(Failed.class);
    }

    @Test
    void movesOnToTheNextUrlWithTheNextPollAndStaysWhereItIsAnswered() throws Exception {
        try (RawServer down = RawServer.answering(status(500, ""));
                RawServer up = RawServer.answering(status(204, ""))) {
            HttpControlPlane client = client(new TokenSource("secret", null), down.url(), up.url());
            assertThat(client.poll(report())).isInstanceOf(Failed.class);
            assertThat(up.requests()).isEmpty();
            assertThat(client.poll(report())).isInstanceOf(Unchanged.class);
            assertThat(client.poll(report())).isInstanceOf(Unchanged.class);
            assertThat(down.requests()).hasSize(1);
        }
    }

    @Test
    void readsTheTokenFileAgainForEveryPoll() throws Exception {
        Path file = directory.resolve("token");
        try (RawServer server = RawServer.answering(status(204, ""))) {
            HttpControlPlane client = client(new TokenSource(null, file), server.url());
            assertThat(client.poll(report())).isInstanceOf(Failed.class);
            Files.writeString(file, "first\n");
            client.poll(report());
            Files.writeString(file, "second");
            client.poll(report());
            Files.writeString(file, "two\nlines");
            assertThat(client.poll(report())).isInstanceOf(Failed.class);
            assertThat(server.requests()).hasSize(2);
            assertThat(server.requests().get(0)).contains("Bearer first\r\n");
            assertThat(server.requests().get(1)).contains("Bearer second\r\n");
        }
    }

    private static PollOutcome poll(RawServer server) throws InterruptedException {
        return client(new TokenSource("secret", null), server.url()).poll(report());
    }

    private static HttpControlPlane client(TokenSource token, URI... urls) {
        Clock clock = Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);
        return new HttpControlPlane(List.of(urls), token, null, TIMEOUT, LIMIT, clock);
    }

    private static PollReport report() {
        return new PollReport(
                "edge-1",
                "1",
                "host",
                Map.of(),
                Duration.ZERO,
                null,
                null,
                null,
                "stable",
                Instant.EPOCH,
                null,
                false,
                Origin.DEFAULTS,
                AgentStatus.State.DEGRADED,
                Duration.ZERO,
                null,
                null,
                null);
    }

    /** Sends a byte every 100 ms until the other side hangs up. */
    private static void dribble(Socket socket, OutputStream out) throws IOException {
        socket.setSoTimeout(100);
        while (true) {
            try {
                if (socket.getInputStream().read() < 0) {
                    throw new EOFException("hung up");
                }
            } catch (SocketTimeoutException e) {
                out.write('x');
                out.flush();
            }
        }
    }

    private static String status(int status, String headers) {
        return "HTTP/1.1 " + status + " Status\r\n" + headers
                + (status == 204 || status == 304 ? "" : "Content-Length: 0\r\n") + "Connection: close\r\n\r\n";
    }

    private static byte[] ok(String type, String headers, byte[] body) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n" + HEADERS + headers
                        + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(ISO_8859_1));
        answer.writeBytes(body);
        return answer.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }
}
