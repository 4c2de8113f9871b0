package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;

class Http2IT {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    static Path directory;

    private static SslBundle certificate;
    private static Vertx vertx;

    private EdgeFixture edge;
    private FakeService service;
    private HttpClient client;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificates.bundle(directory, "edge");
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void start() throws Exception {
        service = new FakeService().recording();
        edge = new EdgeFixture(
                Map.of("ssl.bundle", "edge", "http2", true), new DefaultSslBundleRegistry("edge", certificate));
        edge.serve(
                7,
                EdgeFixture.source()
                        .tenant("acme", "fsk_acme")
                        .policy("acme", 3, 60, "api")
                        .service("s", 5000, 0, service.url())
                        .route("/a", "s"));
        client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2));
    }

    @AfterEach
    void stop() {
        client.close();
        edge.close();
        service.close();
    }

    @Test
    void aRequestOfHttp2IsDecidedAndForwardedAsAnyOther() throws Exception {
        Answer answer = send(
                HttpMethod.GET,
                "/a?x=%20y",
                request -> request.putHeader("x-api-key", "fsk_acme").putHeader("x-a", "1"));
        assertThat(answer.version).isEqualTo(HttpVersion.HTTP_2);
        assertThat(answer.status).isEqualTo(200);
        assertThat(answer.body).isEqualTo("ok");
        assertThat(answer.fields).containsEntry("config-revision", "7").containsEntry("ratelimit-remaining", "2");
        assertThat(answer.fields).doesNotContainKeys("connection", "transfer-encoding", "keep-alive");
        FakeService.Received received = service.last();
        assertThat(received.uri()).isEqualTo("/a?x=%20y");
        assertThat(received.headers().getFirst("X-Tenant-Id")).isEqualTo("acme");
        assertThat(received.headers().getFirst("X-A")).isEqualTo("1");
        assertThat(received.headers().getFirst("Via")).startsWith("2.0 ");
        assertThat(received.headers().getFirst("Forwarded")).contains("proto=https");
        assertThat(received.headers().containsKey("Transfer-Encoding")).isFalse();
    }

    @Test
    void aBodyArrivesWholeWithAndWithoutALength() throws Exception {
        String body = "0123456789".repeat(30_000);
        assertThat(send(HttpMethod.POST, "/a", request -> {}, body).status).isEqualTo(200);
        assertThat(service.last().body()).isEqualTo(body);
        assertThat(send(HttpMethod.POST, "/a", request -> request.setChunked(true), body).status)
                .isEqualTo(200);
        assertThat(service.last().body()).isEqualTo(body);
        assertThat(service.last().headers().getFirst("Transfer-Encoding")).isEqualTo("chunked");
    }

    @Test
    void manyStreamsOfOneConnectionAreAnsweredEachWithItsOwn() throws Exception {
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(sending(HttpMethod.GET, "/a?i=" + i, request -> {}, ""));
        }
        for (Future<Answer> answer : answers) {
            assertThat(of(answer).status).isEqualTo(200);
        }
        await().until(() -> edge.inFlight() == 0);
    }

    @ParameterizedTest
    @Tag("X-06")
    @CsvSource({
        "connection, x-tenant-id",
        "keep-alive, timeout=5",
        "proxy-connection, close",
        "upgrade, h2c",
        "te, gzip",
        "host, elsewhere.example",
        "content-length, 1x"
    })
    void aFieldThatMeansSomethingElseInHttp1IsNotPassedOn(String name, String value) throws Exception {
        assertRefused(HttpMethod.GET, "/a", request -> request.headers().add(name, value));
    }

    @ParameterizedTest
    @Tag("X-06")
    @ValueSource(strings = {"a\r\nX-Tenant-Id: other", "a\nb", "a\u0000b"})
    void aValueCannotBeginAnotherField(String value) throws Exception {
        assertRefused(HttpMethod.GET, "/a", request -> request.headers().add("x-a", value));
    }

    @ParameterizedTest
    @Tag("X-06")
    @CsvSource({
        ":method, 'GET /a HTTP/1.1\r\nX-Tenant-Id: other\r\n'",
        ":method, G ET",
        "transfer-encoding, chunked",
        "transfer-encoding, identity",
        "content-length , 3",
        "x a, 1",
        "x-a:, 1",
        "X-Tenant-Id, other"
    })
    void whatNoOrdinaryClientSendsIsRefusedToo(String name, String value) throws Exception {
        try (SSLSocket socket = socket("h2")) {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            // :scheme https
            head.write(0x87);
            literal(head, ":method", name.equals(":method") ? value : "POST");
            literal(head, ":path", "/a");
            literal(head, ":authority", "h");
            if (!name.equals(":method")) {
                literal(head, name, value);
            }
            socket.getOutputStream().write(PREFACE);
            socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            socket.getOutputStream().write(new byte[] {0, 0, (byte) head.size(), 1, 5, 0, 0, 0, 1});
            socket.getOutputStream().write(head.toByteArray());
            socket.getOutputStream().flush();

            DataInputStream in = new DataInputStream(socket.getInputStream());
            String outcome = "";
            while (outcome.isEmpty()) {
                int first = in.read();
                if (first < 0) {
                    outcome = "connection ended";
                    break;
                }
                int length = (first << 16) | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(5);
                byte[] payload = in.readNBytes(length);
                outcome = switch (type) {
                    // :status 400 has a number of its own (RFC 7541, appendix A).
                    case 1 -> payload[0] == (byte) 0x8c ? "400" : "answered";
                    case 3 -> "stream ended";
                    case 7 -> "connection ended";
                    default -> "";
                };
            }
            assertThat(outcome).isNotEqualTo("answered");
            assertThat(service.received).isEmpty();
        }
    }

    private static void literal(ByteArrayOutputStream head, String name, String value) {
        head.write(0);
        for (String text : List.of(name, value)) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            head.write(bytes.length);
            head.writeBytes(bytes);
        }
    }

    @ParameterizedTest
    @Tag("X-06")
    @ValueSource(strings = {"/a/../b", "/a%2fb", "/a b", "*", "http://h/a", "/a HTTP/1.1\r\nX-Tenant-Id: other"})
    void theSamePathsAreAmbiguousAsInHttp1(String path) throws Exception {
        assertRefused(HttpMethod.GET, path, request -> {});
    }

    @Test
    @Tag("X-06")
    void aBodyThatIsNotAsLongAsAnnouncedIsNoRequest() throws Exception {
        assertRefused(HttpMethod.POST, "/a", request -> request.putHeader("content-length", "3"), "12345");
    }

    @Test
    void cookiesThatCameInPiecesAreOneField() throws Exception {
        send(
                HttpMethod.GET,
                "/a",
                request -> request.headers().add("cookie", "a=1").add("cookie", "b=2"));
        assertThat(service.last().headers().get("Cookie")).containsExactly("a=1; b=2");
    }

    @Test
    void aBrokenAnswerIsABrokenStreamAndTheConnectionLivesOn() throws Exception {
        service.behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.close();
        };
        assertThat(failure(sending(HttpMethod.GET, "/a", request -> {}, ""))).isNotNull();
        service.recording();
        assertThat(send(HttpMethod.GET, "/a", request -> {}).status).isEqualTo(200);
        await().until(() -> edge.inFlight() == 0);
    }

    @Test
    void whoDoesNotAskForHttp2GetsHttp1() throws Exception {
        try (SSLSocket socket = socket("http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    @Tag("X-07")
    void aHeadThatTricklesInEndsTheConnection() throws Exception {
        try (SSLSocket socket = socket("h2")) {
            socket.getOutputStream().write(PREFACE);
            // Empty settings, then a head of ten bytes of which one comes.
            socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            socket.getOutputStream().write(new byte[] {0, 0, 10, 1, 4, 0, 0, 0, 1, 0});
            socket.getOutputStream().flush();
            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        }
    }

    @Test
    @Tag("X-07")
    void aHeadWithoutAnEndEndsTheConnection() throws Exception {
        try (SSLSocket socket = socket("h2")) {
            socket.getOutputStream().write(PREFACE);
            socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            // A whole frame of an unfinished head: its continuation never comes.
            socket.getOutputStream().write(new byte[] {0, 0, 1, 1, 0, 0, 0, 0, 1, (byte) 0x82});
            socket.getOutputStream().flush();
            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        }
    }

    @Test
    @Tag("X-07")
    void whoOpensStreamsOnlyToResetThemLosesTheConnection() throws Exception {
        try (SSLSocket socket = socket("h2")) {
            OutputStream out = socket.getOutputStream();
            out.write(PREFACE);
            out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            byte[] head = get();
            boolean open = true;
            for (int stream = 1; open && stream < 20_000; stream += 2) {
                try {
                    out.write(frame(1, 5, stream, head));
                    out.write(frame(3, 0, stream, new byte[] {0, 0, 0, 8}));
                } catch (IOException ended) {
                    open = false;
                }
            }
            assertThat(endsOrGoesAway(socket)).isTrue();
        }
        await().until(() -> edge.inFlight() == 0);
        assertThat(send(HttpMethod.GET, "/a", request -> request.putHeader("x-api-key", "fsk_acme")).status)
                .isEqualTo(200);
    }

    @Test
    void aStreamThatIsResetCancelsTheService() throws Exception {
        try (ServerSocket backend = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                SSLSocket socket = socket("h2")) {
            edge.serve(
                    8,
                    EdgeFixture.source()
                            .service("s", 20_000, 5, "http://127.0.0.1:" + backend.getLocalPort())
                            .route("/a", "s"));
            OutputStream out = socket.getOutputStream();
            out.write(PREFACE);
            out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            out.write(frame(1, 5, 1, get()));
            try (Socket asked = backend.accept()) {
                asked.setSoTimeout(10_000);
                assertThat(asked.getInputStream().read()).isEqualTo('G');
                out.write(frame(3, 0, 1, new byte[] {0, 0, 0, 8}));
                // Ends long before the service's time does.
                assertThat(asked.getInputStream().readAllBytes()).isNotEmpty();
            }
            await().until(() -> edge.inFlight() == 0);
        }
    }

    private static byte[] get() {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(0x87);
        literal(head, ":method", "GET");
        literal(head, ":path", "/a");
        literal(head, ":authority", "h");
        return head.toByteArray();
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) 0).putShort((short) payload.length).put((byte) type).put((byte) flags);
        return frame.putInt(stream).put(payload).array();
    }

    /** Whether the connection ends, with or without the word for it (GOAWAY). */
    private static boolean endsOrGoesAway(SSLSocket socket) throws IOException {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int first = in.read(); first >= 0; first = in.read()) {
                int length = (first << 16) | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(5L + length);
                if (type == 7) {
                    return true;
                }
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private void assertRefused(HttpMethod method, String path, Consumer<HttpClientRequest> more) throws Exception {
        assertRefused(method, path, more, "");
    }

    /** Refused by 400 or by a broken stream, but never passed on. */
    private void assertRefused(HttpMethod method, String path, Consumer<HttpClientRequest> more, String body)
            throws Exception {
        Future<Answer> sent = sending(method, path, more, body);
        Throwable failure = failure(sent);
        if (failure == null) {
            assertThat(of(sent).status).isEqualTo(400);
        }
        assertThat(service.received).allMatch(received -> !received.body().equals(body) || body.isEmpty());
        if (body.isEmpty()) {
            assertThat(service.received).isEmpty();
        }
        await().until(() -> edge.inFlight() == 0);
        // Nobody else suffers from it.
        assertThat(send(HttpMethod.GET, "/a", request -> {}).status).isEqualTo(200);
    }

    private Answer send(HttpMethod method, String path, Consumer<HttpClientRequest> more) throws Exception {
        return of(sending(method, path, more, ""));
    }

    private Answer send(HttpMethod method, String path, Consumer<HttpClientRequest> more, String body)
            throws Exception {
        return of(sending(method, path, more, body));
    }

    private Future<Answer> sending(HttpMethod method, String path, Consumer<HttpClientRequest> more, String body) {
        return client.request(new RequestOptions()
                        .setMethod(method)
                        .setHost("localhost")
                        .setPort(edge.port())
                        .setURI(path))
                .compose(request -> {
                    more.accept(request);
                    Future<HttpClientResponse> answered =
                            body.isEmpty() ? request.send() : request.send(Buffer.buffer(body));
                    return answered;
                })
                .compose(answer -> answer.body().map(content -> {
                    Map<String, String> fields = new HashMap<>();
                    answer.headers().forEach(field -> fields.put(field.getKey(), field.getValue()));
                    return new Answer(answer.version(), answer.statusCode(), fields, content.toString());
                }));
    }

    private static Answer of(Future<Answer> answer) throws Exception {
        return answer.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Throwable failure(Future<Answer> answer) throws Exception {
        return answer.transform(done -> Future.succeededFuture(done.cause()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private SSLSocket socket(String protocol) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new TrustEverybody()}, new SecureRandom());
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", edge.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(15_000);
        socket.startHandshake();
        return socket;
    }

    private record Answer(HttpVersion version, int status, Map<String, String> fields, String body) {}

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
