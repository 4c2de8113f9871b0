package io.failstatic.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A server that reads one request per connection and then does to its socket what a test says. */
final class RawServer implements AutoCloseable {

    private final ServerSocket listener;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch hungUp = new CountDownLatch(1);

    RawServer(Script script) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    RawServer(ServerSocket listener, Script script) {
        this.listener = listener;
        Thread thread = new Thread(() -> serve(script), "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    static RawServer answering(String answer) throws IOException {
        return answering(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    static RawServer answering(byte[] answer) throws IOException {
        return new RawServer(socket -> {
            socket.getOutputStream().write(answer);
            socket.getOutputStream().flush();
        });
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The requests so far, head and body. */
    List<String> requests() {
        return requests;
    }

    /** Counted down when a script met a closed connection. */
    CountDownLatch hungUp() {
        return hungUp;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve(Script script) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread thread = new Thread(() -> serve(script, socket), "raw-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Script script, Socket socket) {
        try (socket) {
            requests.add(read(socket.getInputStream()));
            script.play(socket);
        } catch (IOException e) {
            hungUp.countDown();
        }
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        int length = -1;
        for (int next; (next = in.read()) >= 0; ) {
            request.write(next);
            String text = request.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                length = contentLength(text);
                break;
            }
        }
        request.writeBytes(in.readNBytes(Math.max(0, length)));
        return request.toString(StandardCharsets.UTF_8);
    }

    private static int contentLength(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    /** What to do once the request has been read; the connection closes afterwards. */
    @FunctionalInterface
    interface Script {
        void play(Socket socket) throws IOException;
    }
}
