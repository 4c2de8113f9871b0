package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What names lead to, when those who answer for them change their minds. No name here has an address but from the test. */
class NamesIT {

    private final AtomicInteger lookups = new AtomicInteger();
    private volatile List<InetAddress> addresses = List.of(InetAddress.getLoopbackAddress());
    private volatile boolean nameServiceAway;
    private EdgeFixture edge;
    private FakeService service;

    @BeforeEach
    void start() throws Exception {
        service = new FakeService().recording();
        edge = new EdgeFixture(host -> {
            lookups.incrementAndGet();
            if (nameServiceAway) {
                throw new UnknownHostException(host);
            }
            return addresses;
        });
        edge.serve(
                1,
                EdgeFixture.source()
                        .service("s", 5000, 0, service.url().replace("127.0.0.1", "rebinding.test"))
                        .route("/a", "s"));
    }

    @AfterEach
    void stop() {
        edge.close();
        service.close();
    }

    @Test
    @Tag("X-05")
    void connectsToTheVeryAddressThatWasChecked() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(status()).isEqualTo(200);
        }
        assertThat(lookups).hasValue(1);
        assertThat(service.last().headers().getFirst("Host")).startsWith("rebinding.test:");
    }

    @Test
    @Tag("X-05")
    void aNameThatComesToMeanAForbiddenAddressIsNotCalledAnyMore() throws Exception {
        assertThat(status()).isEqualTo(200);
        addresses = List.of(address(169, 254, 169, 254));
        edge.skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(31));
        await().until(() -> status() == 502);
        int served = service.received.size();
        assertThat(edge.get("/a").body()).contains("may not be called");
        assertThat(service.received).hasSize(served);
    }

    @Test
    @Tag("X-05")
    void oneForbiddenAddressAmongOthersIsEnough() throws Exception {
        addresses = List.of(InetAddress.getLoopbackAddress(), address(169, 254, 169, 254));
        assertThat(status()).isEqualTo(502);
        assertThat(service.received).isEmpty();
    }

    @Test
    void knownAddressesAreUsedOnWhileTheNameServiceIsAway() throws Exception {
        assertThat(status()).isEqualTo(200);
        nameServiceAway = true;
        for (int i = 0; i < 5; i++) {
            edge.skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(31));
            assertThat(status()).isEqualTo(200);
        }
        await().until(() -> lookups.get() > 1);
    }

    private int status() throws IOException, InterruptedException {
        return edge.get("/a").statusCode();
    }

    private static InetAddress address(int... octets) throws UnknownHostException {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return InetAddress.getByAddress(bytes);
    }
}
