package io.failstatic.agent;

import static io.failstatic.agent.Wire.FIRST;
import static io.failstatic.agent.Wire.SECOND;
import static io.failstatic.agent.Wire.answer;
import static io.failstatic.agent.Wire.dribble;
import static io.failstatic.agent.Wire.gzip;
import static io.failstatic.agent.Wire.hang;
import static io.failstatic.agent.Wire.page;
import static io.failstatic.agent.Wire.repeat;
import static io.failstatic.agent.Wire.resetting;
import static io.failstatic.agent.Wire.send;
import static io.failstatic.agent.Wire.sending;
import static io.failstatic.agent.Wire.snapshotAnswer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.AgentStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Answers that are none, on the level of bytes and sockets, against a whole agent. */
@Tag("G5")
@Timeout(30)
class LinkFaultsIT {

    private static final Duration T = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private LinkedAgent agent;

    @BeforeEach
    void applyTheFirstSnapshot() throws Exception {
        agent = new LinkedAgent(ConfigAgent.builder().maxSnapshotSize(SECOND.length));
        agent.apply(FIRST, 1);
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    static Stream<Arguments> faults() throws IOException {
        String json = "Content-Type: application/json\r\n";
        String ok = "HTTP/1.1 200 OK\r\n" + json;
        byte[] good = snapshotAnswer(SECOND, "");
        byte[] zipped = gzip(SECOND);
        String chunk = ok + "Transfer-Encoding: chunked\r\n\r\n";
        String whole = Integer.toHexString(SECOND.length) + "\r\n" + new String(SECOND, UTF_8) + "\r\n";
        String digest = "Config-Digest: " + Digest.of(SECOND) + "\r\n";
        return Stream.of(
                fault("closed before the first byte", sending("")),
                fault("reset before the first byte", resetting("")),
                fault("closed in the status line", sending("HTTP/1.1 20")),
                fault("closed in the headers", sending(ok + "Config-Dig")),
                fault("reset after the headers", resetting(ok + digest + "Content-Length: 90\r\n\r\n")),
                fault("closed in the body", sending(Arrays.copyOf(good, good.length - 1))),
                fault("reset in the body", resetting(new String(good, 0, good.length - 1, ISO_8859_1))),
                fault("closed before the last chunk", sending(chunk + whole)),
                fault("reset before the last chunk", resetting(chunk + whole)),
                fault("a chunk of no size", sending(chunk + "zz\r\n{}\r\n0\r\n\r\n")),
                fault("a chunk beyond all sizes", sending(chunk + "FFFFFFFFFFFFFFFF\r\n{}")),
                fault(
                        "more promised than a number holds",
                        sending(ok + "Content-Length: 9223372036854775808\r\n\r\n{}")),
                fault("more promised than memory holds", sending(ok + "Content-Length: 9223372036854775807\r\n\r\n{}")),
                fault("gzip that ends early", sending(answer(ok + digest, "gzip", Arrays.copyOf(zipped, 100)))),
                fault("gzip that is none", sending(answer(ok + digest, "gzip", SECOND))),
                fault("a coding that was not asked for", sending(answer(ok + digest, "br", SECOND))),
                fault("not HTTP", sending("SSH-2.0-OpenSSH_9.2p1\r\n")),
                fault("another version of HTTP", sending("HTTP/2 200\r\n\r\n")),
                fault("a GOAWAY of HTTP/2", socket -> {
                    socket.getOutputStream()
                            .write(HexFormat.of().parseHex("0000000400000000000000080700000000000000000000000b"));
                }),
                fault("noise", sending(new byte[5_000])),
                fault("another protocol", sending("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n")),
                fault("headers without end", socket -> {
                    send(socket, ok);
                    repeat(socket, "X: " + "x".repeat(8_000) + "\r\n");
                }),
                fault("one header without end", socket -> {
                    send(socket, ok + "X: ");
                    repeat(socket, "x".repeat(8_000));
                }),
                fault("be patient, for ever", socket -> repeat(socket, "HTTP/1.1 100 Continue\r\n\r\n")),
                fault("silence", Wire::hang),
                fault("a packet that is too large for the path", Alarm.SNAPSHOT_TOO_SLOW, socket -> {
                    socket.getOutputStream().write(good, 0, 1_400);
                    hang(socket);
                }),
                fault("a byte at a time in the body", Alarm.SNAPSHOT_TOO_SLOW, socket -> {
                    send(socket, ok + digest + "Content-Length: " + SECOND.length + "\r\n\r\n");
                    dribble(socket, new String(SECOND, UTF_8));
                }),
                fault("silence before the last chunk", Alarm.SNAPSHOT_TOO_SLOW, socket -> {
                    send(socket, chunk + whole);
                    hang(socket);
                }),
                fault("a web page", Alarm.NOT_A_CONTROL_PLANE, sending(page("text/html; charset=utf-8", digest))),
                fault("a snapshot by another name", Alarm.NOT_A_CONTROL_PLANE, sending(page("text/json", digest))),
                fault("a body of no type", Alarm.NOT_A_CONTROL_PLANE, sending(page("", digest))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void failsOnceAndGoesOnServingAsIfNothingHadCome(String name, Alarm alarm, RawServer.Script fault)
            throws Exception {
        Snapshot before = agent.current();
        int polls = agent.server().requests().size();

        long begin = System.nanoTime();
        Duration delay = agent.poll(fault);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        assertThat(agent.status().lastPoll()).isEqualTo("failed");
        assertThat(agent.status().alarms()).isEqualTo(alarm == null ? List.of() : List.of(alarm));
        assertThat(agent.status().refused()).isNull();
        assertThat(delay).as("no retry out of the schedule").isBetween(T, T.multipliedBy(2));
        assertThat(agent.server().requests()).as("sent once").hasSize(polls + 1);
        assertThat(agent.current()).isSameAs(before);
        assertRecovers();
    }

    @Test
    void writesNothingOfASnapshotThatIsCutOff() throws Exception {
        byte[] good = snapshotAnswer(SECOND, "");
        Engine keeping = agent.engine(
                ConfigAgent.builder().cacheDir(directory), agent.server().url());
        try {
            agent.answer(sending(snapshotAnswer(FIRST, "")));
            keeping.pollOnce();
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> keeping.status().generations().equals(List.of("1.1")));
            List<Path> files = files();
            for (int length : new int[] {200, 1_400, good.length - 1}) {
                agent.answer(sending(Arrays.copyOf(good, length)));
                keeping.pollOnce();
            }
            assertThat(files()).isEqualTo(files);
        } finally {
            keeping.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301, NOT_A_CONTROL_PLANE",
        "302, NOT_A_CONTROL_PLANE",
        "304, NOT_A_CONTROL_PLANE",
        "307, NOT_A_CONTROL_PLANE",
        "308, NOT_A_CONTROL_PLANE",
        "400, NOT_A_CONTROL_PLANE",
        "404, NOT_A_CONTROL_PLANE",
        "405, NOT_A_CONTROL_PLANE",
        "408, ",
        "410, NOT_A_CONTROL_PLANE",
        "421, NOT_A_CONTROL_PLANE",
        "201, ",
        "206, ",
        "500, ",
        "502, ",
        "504, ",
        "599, ",
    })
    void takesNoOtherStatusForTheWordThatSomethingIsGone(int status, Alarm alarm) throws Exception {
        Snapshot before = agent.current();
        try (RawServer elsewhere = RawServer.answering(snapshotAnswer(SECOND, ""))) {
            agent.poll(sending(
                    "HTTP/1.1 " + status + " Status\r\nLocation: " + elsewhere.url() + "/distribution/v1/poll\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"));
            assertThat(elsewhere.requests()).as("not followed").isEmpty();
        }
        assertThat(agent.status().lastPoll()).isEqualTo("failed");
        assertThat(agent.status().alarms()).isEqualTo(alarm == null ? List.of() : List.of(alarm));
        assertThat(agent.current()).isSameAs(before);
        assertRecovers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "", " \r\n ", "null", "{\"error\": \"down for maintenance\"}"})
    void takesNothingForLessThanASnapshot(String body) throws Exception {
        Snapshot before = agent.current();
        String ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConfig-Revision: 2\r\n";
        agent.poll(sending(answer(ok, "identity", body.getBytes(UTF_8))));
        assertThat(agent.status().refused().code()).isEqualTo(RefusalCode.DIGEST_MISMATCH);
        String digest = "Config-Digest: " + Digest.of(body.getBytes(UTF_8)) + "\r\n";
        agent.poll(sending(answer(ok + digest, "identity", body.getBytes(UTF_8))));
        assertThat(agent.status().refused().code()).isIn(RefusalCode.MALFORMED, RefusalCode.SCHEMA_INVALID);
        assertThat(agent.current()).isSameAs(before);
        assertRecovers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void takesWhatIsAsLargeAsAllowedAndNotAByteMore(String coding) throws Exception {
        byte[] larger = (new String(SECOND, UTF_8) + " ").getBytes(UTF_8);
        agent.poll(sending(snapshotAnswer(larger, coding)));
        assertThat(agent.status().refused().code()).isEqualTo(RefusalCode.LIMIT_EXCEEDED);
        agent.poll(sending(snapshotAnswer(SECOND, coding)));
        assertThat(agent.current().revision()).isEqualTo(2);
    }

    @Test
    void whatAHostileAnswerSaysIsNeitherForgedIntoTheLogNorPassedOnAtAnyLength() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Poller.class);
        logger.addAppender(log);
        log.start();
        try {
            agent.poll(sending("\u001b[2J\u0007 all is well" + "\0".repeat(9_000) + "\r\n\r\n"));
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .contains("all is well")
                        .doesNotContainPattern("\\p{Cntrl}")
                        .hasSizeLessThan(1_000));
        String longest = "x".repeat(100_000) + "\r\n";
        agent.poll(sending(answer(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConfig-Lineage: " + longest + "Config-Digest: "
                        + longest + "Config-Signature: " + longest,
                "",
                SECOND)));
        assertThat(agent.status().refused().code()).isEqualTo(RefusalCode.DIGEST_MISMATCH);
        agent.poll(Wire::hang);
        assertThat(agent.lastRequest()).contains("DIGEST_MISMATCH").hasSizeLessThan(3_000);
        assertRecovers();
    }

    private void assertRecovers() {
        agent.apply(SECOND, 2);
        assertThat(agent.status().state()).isEqualTo(State.OK);
        assertThat(agent.status().alarms()).isEmpty();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().contains(".snapshot"))
                    .sorted()
                    .toList();
        }
    }

    private static Arguments fault(String name, RawServer.Script script) {
        return Arguments.of(name, null, script);
    }

    private static Arguments fault(String name, Alarm alarm, RawServer.Script script) {
        return Arguments.of(name, alarm, script);
    }
}
