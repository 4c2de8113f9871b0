package io.failstatic.edge.shared;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What speaks like Redis and answers every count with the bytes it was told, true or not, or never. */
public final class FakeRedis implements AutoCloseable {

    /** Stands for no answer at all. */
    public static final String SILENCE = "";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    /** The answer to a count, as it goes over the wire. */
    public volatile String answer = SILENCE;

    public FakeRedis() throws IOException {
        threads.execute(this::accept);
    }

    public URI url() {
        return URI.create("redis://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            for (String head = in.readLine(); head != null; head = in.readLine()) {
                int words = Integer.parseInt(head.substring(1));
                String command = "";
                for (int i = 0; i < words; i++) {
                    char[] word = new char[Integer.parseInt(in.readLine().substring(1)) + 2];
                    for (int read = 0; read < word.length; ) {
                        read += in.read(word, read, word.length - read);
                    }
                    command = i == 0 ? new String(word).strip().toUpperCase(Locale.ROOT) : command;
                }
                String said = switch (command) {
                    case "EVALSHA" -> answer;
                    case "SCRIPT" -> "$2\r\nab\r\n";
                    default -> "+OK\r\n";
                };
                connection.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The edge hung up.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
    }
}
