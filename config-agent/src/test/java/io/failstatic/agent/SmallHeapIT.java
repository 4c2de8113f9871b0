package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.OfferingServer.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The largest and the most expensive that a control plane can send, to a process with a heap of 64 MB; {@code -Pfaults}. */
@Tag("faults")
@Tag("G5")
class SmallHeapIT {

    private static final int LIMIT = 16 << 20;
    private static final Pattern ENDED = Pattern.compile("(applied|refused|failed|unchanged) ");
    private static final long LAST = 1_000;

    @TempDir
    private Path scratch;

    /** Each of them is within the limit of 16 MiB, or says so. */
    private static List<Supplier<Body>> hostile() {
        return List.of(
                () -> Body.of(documents(2, "{}", LIMIT - 1_000)),
                () -> Body.of(documents(3, "[[]]", LIMIT - 1_000)),
                () -> Body.of(filled('[')),
                () -> Body.of(filled('{')),
                () -> Body.of(filled(' ')),
                () -> Body.of(filled('7')),
                () -> Body.of(("\"" + "a".repeat(LIMIT - 2) + "\"").getBytes(StandardCharsets.US_ASCII)),
                () -> Body.of(new byte[LIMIT]),
                () -> Body.of(new byte[LIMIT + 1]),
                () -> new Body(bomb(), "sha-256=:x:", true),
                () -> Body.of(documents(4, "1234567890123456", LIMIT - 1_000)),
                () -> Body.of(
                        Published.of(1, 5).tenants(100_000).salt("x".repeat(60)).json()));
    }

    @Test
    void neitherTheLargestNorTheMostExpensiveSnapshotEndsTheProcessOrItsPolls() throws Exception {
        try (OfferingServer server = new OfferingServer()) {
            server.offer(() -> Body.of(Published.of(1, 1).json()));
            hostile().forEach(server::offer);
            server.offer(SmallHeapIT::last);
            HostProcess host = run(server);
            assertThat(host.said()).endsWith("ends with " + LAST);
            assertThat(host.exit()).isZero();
            System.out.println("G5 with a heap of 64 MB: "
                    + host.said().stream()
                            .filter(line -> ENDED.matcher(line).lookingAt())
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+ExitOnOutOfMemoryError", "-XX:+CrashOnOutOfMemoryError"})
    void aProcessThatIsToEndWithoutMemoryServesFromItsDiskAgain(String option) throws Exception {
        try (OfferingServer server = new OfferingServer()) {
            server.offer(() -> Body.of(Published.of(1, 1).json()));
            server.offer(hostile().get(0));
            HostProcess host = run(server, option);
            if (host.exit() == 0) {
                assertThat(host.said()).endsWith("ends with 1");
            }
            server.offer(() -> Body.of(Published.of(1, LAST).json()));
            HostProcess next = run(server, option);
            assertThat(next.said()).startsWith("serves 1").endsWith("ends with " + LAST);
        }
    }

    private HostProcess run(OfferingServer server, String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(HostProcess.java(), "-Xmx64m", "-XX:+UseSerialGC", "-XX:-CreateCoredumpOnCrash"));
        command.addAll(List.of(options));
        return HostProcess.run(
                scratch,
                command,
                System.getProperty("java.class.path"),
                NetworkHost.class,
                server.url(),
                scratch.resolve("cache").toString(),
                Long.toString(LAST));
    }

    /** Small again, with everything removed that may have been applied. */
    private static Body last() {
        String json = new String(Published.of(1, LAST).json(), StandardCharsets.UTF_8);
        return Body.of(json.replace("\"tenants\": 0", "\"tenants\": 1000000, \"documents\": 1000000")
                .getBytes(StandardCharsets.UTF_8));
    }

    /** A snapshot whose one document is a list of these, as long as fits. */
    private static byte[] documents(long revision, String value, int size) {
        String json = new String(Published.of(1, revision).json(), StandardCharsets.UTF_8);
        StringBuilder list = new StringBuilder(size).append("[").append(value);
        while (list.length() < size - json.length() - 200) {
            list.append(',').append(value);
        }
        return json.replace(
                        "\"resources\": {",
                        "\"resources\": {\"documents\": [{\"id\": \"d\", \"version\": 1, \"content\": " + list
                                + "]}], ")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] filled(char character) {
        byte[] bytes = new byte[LIMIT];
        Arrays.fill(bytes, (byte) character);
        return bytes;
    }

    private static byte[] bomb() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] block = new byte[1 << 20];
            for (int n = 0; n < 512; n++) {
                gzip.write(block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
