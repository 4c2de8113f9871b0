package io.failstatic.agent;

import static io.failstatic.agent.test.SnapshotBuilder.snapshot;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A control plane that is found by name, while the name says this and that; the JVM remembers names for no time here. */
@Tag("G5")
@Timeout(60)
class NameResolutionIT {

    private static final String NAME = "control-plane.test";
    private static final String NO_MEMORY = "networkaddress.cache.ttl=0\nnetworkaddress.cache.negative.ttl=0\n";

    @TempDir
    private Path directory;

    @Test
    void servesOnWithoutTheNameAndFindsTheAddressThatItHasNextWithoutRestart() throws Exception {
        name("127.0.0.1 elsewhere.test");
        try (RawServer before = controlPlane("127.0.0.1", 0, 1)) {
            int port = before.url().getPort();
            try (RawServer after = controlPlane("127.0.0.2", port, 2);
                    Host host = new Host(port)) {
                host.awaits("failed");
                name("127.0.0.1 " + NAME);
                host.awaits("revision 1");
                host.awaits("unchanged");

                name("");
                host.awaits("failed");
                Path pipe = unanswered();
                host.awaits("failed");
                host.awaits("failed");
                name("127.0.0.2 " + NAME);
                new FileOutputStream(pipe.toFile()).close();
                host.awaits("revision 2");
                assertThat(host.said).as("never another one").containsOnlyOnce("revision 1", "revision 2");
                assertThat(after.requests().get(0)).contains("\"applied\":{", "\"revision\":1,");
            }
        }
    }

    private Path names() {
        return directory.resolve("hosts");
    }

    private void name(String line) throws IOException {
        Path next = Files.writeString(directory.resolve("hosts.next"), line + "\n");
        Files.move(next, names(), ATOMIC_MOVE);
    }

    /** A resolver that does not answer before somebody writes to this pipe. */
    private Path unanswered() throws Exception {
        Path pipe = directory.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "mkfifo");
        Files.move(Files.createLink(directory.resolve("hosts.next"), pipe), names(), ATOMIC_MOVE);
        return pipe;
    }

    /** Says the revision once, then that nothing is newer; closes each connection. */
    private static RawServer controlPlane(String address, int port, long revision) throws IOException {
        byte[] news = Wire.snapshotAnswer(
                snapshot().revision(revision).tenant("tenant-1").bytes(), "");
        ServerSocket listener = new ServerSocket(port, 50, InetAddress.getByName(address));
        RawServer[] self = new RawServer[1];
        self[0] = new RawServer(listener, socket -> {
            byte[] none = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1);
            socket.getOutputStream().write(self[0].requests().size() == 1 ? news : none);
        });
        return self[0];
    }

    /** The process, and what it has said so far. */
    private final class Host implements AutoCloseable {

        private final List<String> said = new ArrayList<>();
        private final Process process;
        private final BufferedReader out;

        Host(int port) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Djdk.net.hosts.file=" + names(),
                            "-Djava.security.properties=" + Files.writeString(directory.resolve("security"), NO_MEMORY),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ResolvingHost.class.getName(),
                            "http://" + NAME + ":" + port)
                    .redirectError(directory.resolve("stderr.txt").toFile())
                    .start();
            out = process.inputReader();
        }

        void awaits(String what) throws IOException {
            String line = out.readLine();
            while (line != null && !line.equals(what)) {
                said.add(line);
                line = out.readLine();
            }
            assertThat(line).as("after " + said).isNotNull();
            said.add(line);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
