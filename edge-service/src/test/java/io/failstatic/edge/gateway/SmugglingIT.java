package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that two readers could cut apart differently, byte by byte, from clients and from services. */
@Tag("X-06")
class SmugglingIT {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    private static final String SMUGGLED = "GET /a?smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

    private static EdgeFixture edge;
    private static FakeService service;

    @BeforeAll
    static void start() throws Exception {
        service = new FakeService();
        edge = new EdgeFixture();
    }

    @AfterAll
    static void stop() {
        edge.close();
        service.close();
    }

    @BeforeEach
    void serve() {
        // The limit of anonymous clients begins anew.
        edge.skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
        service.received.clear();
        service.recording();
        edge.serve(1, EdgeFixture.source().service("s", 2000, 0, service.url()).route("/a", "s"));
    }

    /** What is added to the head of a POST; the body after it is a chunked one with a request behind it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // Length and chunks, in either order.
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                // Codings that are not exactly one "chunked".
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: chunked;q=1",
                "Transfer-Encoding: ,chunked",
                "Transfer-Encoding: chunked,",
                "Transfer-Encoding: chunk",
                "Transfer-Encoding: identity",
                "Transfer-Encoding:",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: chunked\u0000",
                "Transfer-Encoding: chu\u0000nked",
                "Transfer-Encoding: \u00a0chunked",
                "Transfer-Encoding\t: chunked",
                " Transfer-Encoding: chunked",
                "X: 1\rTransfer-Encoding: chunked",
                "X: 1\nTransfer-Encoding: chunked",
                "X: 1\n\r\nTransfer-Encoding: chunked",
                "Transfer_Encoding: chunked\r\nContent-Length : 5",
                // Lengths that are not one plain number.
                "Content-Length: 5, 5",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: -1",
                "Content-Length: 0x5",
                "Content-Length: 5 5",
                "Content-Length: 5.0",
                "Content-Length: 1e1",
                "Content-Length: \u0665",
                "Content-Length:",
                "Content-Length: 99999999999999999999",
                "Content-Length: 5\r\n 6",
                // Lines that are no fields.
                "NoColon",
                ": empty",
                "X Y: 1",
                "X\u0000: 1",
                "X: a\u0000b",
                "X(: 1",
                "X\u0080: 1"
            })
    void aHeadThatTwoReadersCutDifferentlyIsRefusedAndTheConnectionEnds(String field) throws Exception {
        String answers = edge.raw("POST /a HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n0\r\n\r\n" + SMUGGLED);
        assertThat(answers).startsWith("HTTP/1.1 400 ");
        assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(2);
        assertThat(service.received).isEmpty();
        assertThat(edge.raw(GET)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a",
                "GET /a ",
                "GET /a HTTP/1.1 ",
                "GET /a HTTP/1.1 x",
                "GET /a\rX HTTP/1.1",
                "GET /a\u0000 HTTP/1.1",
                "G\u0000T /a HTTP/1.1",
                "G(T /a HTTP/1.1",
                "GET /a http/1.1",
                "GET /a HTTP/1.2",
                "GET /a HTTP/2.0",
                "GET /a HTTP/0.9",
                "GET /a HTTP/01.1",
                "GET /a HTTP/1.1\rHost: h",
                "GET http://h@evil/a HTTP/1.1",
                "GET file:///a HTTP/1.1",
                "GET //h/../a HTTP/1.1",
                "GET /a#x HTTP/1.1",
                "GET /a%2e%2e%2fb HTTP/1.1",
                "GET /a/..%2fb HTTP/1.1",
                "GET /a/%2e/b HTTP/1.1",
                "GET /a/..;x/b HTTP/1.1",
                "GET /a/.%2e;/b HTTP/1.1",
                "GET /a/%c0%ae%c0%ae/b HTTP/1.1",
                "GET /a/%e0%80%ae/b HTTP/1.1",
                "GET /a/%u002e HTTP/1.1",
                "GET /a%0d%0ab HTTP/1.1",
                "GET /a\u00e9 HTTP/1.1",
                "PRI * HTTP/2.0"
            })
    void aRequestLineThatTwoReadersUnderstandDifferentlyIsRefused(String line) throws Exception {
        String answers = edge.raw(line + "\r\nHost: h\r\n\r\n" + SMUGGLED);
        assertThat(answers)
                .matches("(?s)HTTP/1\\.[01] 400 .*")
                .contains("application/problem+json", "Config-Revision: 1")
                .containsIgnoringCase("connection: close");
        assertThat(answers.split("HTTP/1.", -1)).hasSize(2);
        assertThat(service.received).isEmpty();
    }

    /** More blanks than one between the words mislead nobody about where anything ends (RFC 9112, 3); the service gets one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET  /a HTTP/1.1",
                "GET /a  HTTP/1.1",
                "GET\t/a\tHTTP/1.1",
                "GET /a\u000b HTTP/1.1",
                " GET /a HTTP/1.1"
            })
    void blanksOfAnyKindPartTheWordsOfARequestLine(String line) throws Exception {
        assertThat(edge.raw(line + "\r\nHost: h\r\nConnection: close\r\n\r\n" + SMUGGLED))
                .startsWith("HTTP/1.1 200 ");
        assertThat(service.received).hasSize(1);
        assertThat(service.last().uri()).isEqualTo("/a");
    }

    @Test
    void nothingBehindARequestThatAsksToCloseIsARequest() throws Exception {
        String answers = edge.raw(GET + SMUGGLED);
        assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(2);
        assertThat(service.received).hasSize(1);
    }

    /** Chunks after a sound head: whether the service hears of it or not, it never hears of a second request, nor of a whole body. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x3\r\nabc\r\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "-3\r\nabc\r\n0\r\n\r\n",
                "3_0\r\nabc\r\n0\r\n\r\n",
                "g\r\nabc\r\n0\r\n\r\n",
                "\r\nabc\r\n0\r\n\r\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "3\r\nabcX\n0\r\n\r\n",
                "3\r\nabc0\r\n\r\n",
                "3\nabc\r\n0\r\n\r\n",
                "3;x\nabc\r\n0\r\n\r\n",
                "3;\u0000\r\nabc\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFF3\r\nabc\r\n0\r\n\r\n",
                "100000003\r\nabc\r\n0\r\n\r\n",
                "7fffffffffffffff\r\nabc\r\n0\r\n\r\n"
            })
    void chunksThatTwoReadersCutDifferentlyAreNoBody(String chunks) throws Exception {
        String answers = raw("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + SMUGGLED);
        assertThat(answers).doesNotContain(" 200 ");
        assertThat(service.received).allMatch(received -> !received.uri().contains("smuggled"));
        assertThat(edge.raw(GET)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void whatStandsBehindABodyIsTheNextRequestAndNothingElse() throws Exception {
        String head = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: X-Tenant-Id\r\n\r\n";
        String post = head.concat("3;name=\"value\"\r\nabc\r\n0\r\nX-Tenant-Id: root\r\n\r\n");
        String answers = edge.raw(post + GET);
        assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(3);
        assertThat(service.received).hasSize(2);
        assertThat(service.received.get(0).body()).isEqualTo("abc");
        assertThat(service.received.get(0).headers()).doesNotContainKeys("X-tenant-id", "Trailer");
    }

    /** Answers of a service that are none; the client's connection never carries a second, smuggled one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 40\r\n\r\nokHTTP/1.1 201 No\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nHTTP/1.1 201 No\r\nContent-Length: 0\r\n\r\n",
                "HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 20\r\n\r\n"
            })
    void anAnswerThatIsNoneIsABadGateway(String answer) throws Exception {
        String answers = answeredBy(answer);
        if (!answers.isEmpty()) {
            assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(2);
            assertThat(answers).doesNotContain("201 No");
        }
        assertThat(answers).doesNotContain(" 500 ");
    }

    @Test
    void hintsBeforeAnAnswerAreNotTheAnswer() throws Exception {
        String hints = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
        String answers = answeredBy(hints.concat("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        assertThat(answers).contains("HTTP/1.1 200 OK").endsWith("ok");
    }

    @Test
    void moreThanTheAnswerIsNotPassedOn() throws Exception {
        String answers = answeredBy(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 201 No\r\nContent-Length: 0\r\n\r\n");
        assertThat(answers).startsWith("HTTP/1.1 200 OK").endsWith("ok");
    }

    private static String answeredBy(String answer) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (ServerSocket raw = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            edge.serve(
                    2,
                    EdgeFixture.source()
                            .service("s", 2000, 0, "http://127.0.0.1:" + raw.getLocalPort())
                            .route("/a", "s"));
            Future<?> served = thread.submit(() -> {
                try (Socket connection = raw.accept()) {
                    InputStream in = connection.getInputStream();
                    for (String head = ""; !head.endsWith("\r\n\r\n"); ) {
                        head += (char) in.read();
                    }
                    connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    connection.getOutputStream().flush();
                }
                return null;
            });
            String answers = raw(GET);
            served.get(10, TimeUnit.SECONDS);
            return answers;
        } finally {
            thread.shutdownNow();
        }
    }

    /** As far as it comes, also where the edge breaks off. */
    private static String raw(String bytes) throws IOException {
        StringBuilder answers = new StringBuilder();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                answers.append((char) next);
            }
        } catch (java.net.SocketException reset) {
            return answers.toString();
        }
        return answers.toString();
    }
}
