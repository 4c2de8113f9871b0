package io.failstatic.agent;

import static io.failstatic.agent.Wire.FIRST;
import static io.failstatic.agent.Wire.SECOND;
import static io.failstatic.agent.Wire.hang;
import static io.failstatic.agent.Wire.pause;
import static io.failstatic.agent.Wire.resetting;
import static io.failstatic.agent.Wire.send;
import static io.failstatic.agent.Wire.sending;
import static io.failstatic.agent.Wire.snapshotAnswer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.AgentStatus.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a whole agent comes again over a link that is slow, lossy, or asks for patience. */
@Tag("G8")
@Timeout(30)
class LinkPaceIT {

    private static final Duration T = Duration.ofSeconds(10);

    private LinkedAgent agent;

    @BeforeEach
    void applyTheFirstSnapshot() throws Exception {
        agent = new LinkedAgent(ConfigAgent.builder());
        agent.apply(FIRST, 1);
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @ParameterizedTest
    @CsvSource({
        "503, 30, 30, 45",
        "429, 30, 30, 45",
        "503, ' 30 ', 30, 45",
        "503, 'Fri, 20 Nov 2026 10:00:30 GMT', 30, 45",
        "503, 'Fri, 31 Dec 9999 23:59:59 GMT', 900, 1350",
        "503, 1000000000, 900, 1350",
        "503, 9999999999, 900, 1350",
        "503, 99999999999999999999999999, 900, 1350",
        "503, 0, 10, 20",
        "503, 000000000000000000, 10, 20",
        "503, -30, 10, 20",
        "503, +30, 10, 20",
        "503, 30.5, 10, 20",
        "503, 3e9, 10, 20",
        "503, '30, 60', 10, 20",
        "503, soon, 10, 20",
        "503, '', 10, 20",
        "503, 'Fri, 20 Nov 1970 10:00:00 GMT', 10, 20",
        "503, 'Sunday, 20-Nov-26 10:00:30 GMT', 10, 20",
    })
    void comesBackNoEarlierThanToldAndNoEarlierThanAfterAnotherFailure(int status, String value, int least, int most)
            throws Exception {
        Duration delay = agent.poll(sending("HTTP/1.1 " + status + " Later\r\nRetry-After: " + value
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        assertThat(delay).isBetween(Duration.ofSeconds(least), Duration.ofSeconds(most));
        assertThat(agent.status().lastPoll()).isEqualTo("throttled");
        assertRecovers();
    }

    @Test
    void saysWhatIsInForceAlsoWhileEveryAnswerIsLost() throws Exception {
        for (int n = 0; n < 3; n++) {
            agent.poll(resetting(new String(snapshotAnswer(SECOND, ""), 0, 300, ISO_8859_1)));
            assertThat(agent.lastRequest()).contains("\"applied\":{\"lineage\":", "\"epoch\":1,\"revision\":1,");
            assertThat(agent.lastRequest()).doesNotContain("\"revision\":2");
        }
    }

    @Test
    void aConnectionThatWasClosedWhileItWasIdleIsNoFailure() throws Exception {
        for (int n = 0; n < 5; n++) {
            CountDownLatch noticed = new CountDownLatch(1);
            agent.poll(socket -> {
                send(socket, "HTTP/1.1 204 No Content\r\nKeep-Alive: timeout=60\r\n\r\n");
                socket.shutdownOutput();
                assertThat(socket.getInputStream().read()).isNegative();
                noticed.countDown();
            });
            assertThat(noticed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(agent.status().lastPoll()).isEqualTo("unchanged");
        }
        assertThat(agent.server().requests()).hasSize(6);
        assertThat(agent.lastRequest()).as("HTTP/1.1 and no offer to leave it").doesNotContainIgnoringCase("upgrade");
    }

    @Test
    void anAnswerThatNobodyAskedForIsNotTheAnswerToTheNextPoll() throws Exception {
        byte[] unasked = snapshotAnswer(SECOND, "");
        agent.poll(socket -> {
            send(socket, "HTTP/1.1 204 No Content\r\n\r\n" + new String(unasked, ISO_8859_1));
            hang(socket);
        });
        assertThat(agent.status().lastPoll()).isEqualTo("unchanged");
        assertThat(agent.current().revision()).isEqualTo(1);
        assertRecovers();
    }

    @Test
    void answersThatAreAlwaysLateAreAnswersButAnAlarm() throws Exception {
        for (int n = 0; n < 3; n++) {
            Duration delay = agent.poll(socket -> {
                agent.pass(LinkedAgent.TIMEOUT.multipliedBy(9).dividedBy(10));
                send(socket, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            });
            assertThat(agent.status().lastPoll()).isEqualTo("unchanged");
            assertThat(agent.status().alarms()).containsExactly(Alarm.SLOW_ANSWERS);
            assertThat(delay)
                    .as("from start to start")
                    .isBetween(
                            T.multipliedBy(7).dividedBy(10), T.multipliedBy(12).dividedBy(10));
        }
        assertRecovers();
    }

    @Test
    void neverHasTwoPollsInFlightWhoeverAsksForMore() throws Exception {
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        agent.answer(socket -> {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            socket.setSoTimeout(50);
            pause(socket);
            inFlight.decrementAndGet();
            send(socket, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        });
        int before = agent.server().requests().size();
        try (ConfigAgent eager = ConfigAgent.builder()
                .controlPlaneUrl(agent.server().url())
                .token("secret")
                .hold(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .build()) {
            eager.start();
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                eager.refresh();
                return agent.server().requests().size() >= before + 5;
            });
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void aLongerTimeoutHelpsASlowLink() throws Exception {
        Engine patient = agent.engine(
                ConfigAgent.builder().timeout(Duration.ofSeconds(20)),
                agent.server().url());
        agent.answer(socket -> {
            byte[] answer = snapshotAnswer(SECOND, "");
            socket.setSoTimeout(50);
            for (int sent = 0; sent < answer.length; sent += 400) {
                socket.getOutputStream().write(answer, sent, Math.min(400, answer.length - sent));
                pause(socket);
            }
        });
        patient.pollOnce();
        assertThat(patient.current().revision()).isEqualTo(2);
        patient.close();
    }

    @Test
    void aRefusedConnectionIsAFailureLikeAnyOther() throws Exception {
        agent.server().close();
        assertThat(agent.poll(socket -> {})).isBetween(T, T.multipliedBy(2));
        assertThat(agent.status().lastPoll()).isEqualTo("failed");
        assertThat(agent.current().revision()).isEqualTo(1);
    }

    @Test
    void doesNotWaitForAnAddressWhereNobodyIs() throws Exception {
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(nobody.getInetAddress(), nobody.getLocalPort());
                Socket second = new Socket(nobody.getInetAddress(), nobody.getLocalPort())) {
            assertThat(List.of(first, second))
                    .as("the queue is full: packets are dropped")
                    .allMatch(Socket::isConnected);
            Engine patient = agent.engine(
                    ConfigAgent.builder().timeout(Duration.ofSeconds(20)),
                    URI.create("http://127.0.0.1:" + nobody.getLocalPort()));
            long begin = System.nanoTime();
            patient.pollOnce();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
            patient.close();
        }
    }

    private void assertRecovers() {
        agent.apply(SECOND, 2);
        assertThat(agent.status().state()).isEqualTo(State.OK);
        assertThat(agent.status().alarms()).isEmpty();
    }
}
