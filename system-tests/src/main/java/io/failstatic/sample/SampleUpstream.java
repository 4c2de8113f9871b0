package io.failstatic.sample;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A service behind the edge that answers every request with what it was told: path, tenant and flags.
 *
 * <p>It needs a JDK and nothing else: {@code java SampleUpstream.java 7001}. It listens on loopback only.
 */
public final class SampleUpstream implements AutoCloseable {

    static {
        // Head and body are two packets: without this each answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    /** @param port to listen on; 0 picks a free one */
    public SampleUpstream(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", SampleUpstream::answer);
        server.setExecutor(threads);
    }

    public static void main(String[] args) throws IOException {
        SampleUpstream upstream = new SampleUpstream(args.length == 0 ? 7001 : Integer.parseInt(args[0]));
        upstream.start();
        System.out.println("Sample upstream listens on http://127.0.0.1:" + upstream.port());
    }

    public void start() {
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Headers told = exchange.getRequestHeaders();
            String body = "{\"service\": \"sample\", \"path\": %s, \"tenant\": %s, \"flags\": %s}%n"
                    .formatted(
                            quoted(exchange.getRequestURI().getRawPath()),
                            quoted(told.getFirst("X-Tenant-Id")),
                            quoted(told.getFirst("X-Feature-Flags")));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
            if (!head) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private static String quoted(String value) {
        return value == null ? "null" : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
