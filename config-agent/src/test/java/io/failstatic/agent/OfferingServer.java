package io.failstatic.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** A control plane on a port of its own that answers each poll with the next of what it was given, then that nothing is newer. */
final class OfferingServer implements AutoCloseable {

    /** @param gzipped whether the bytes are sent as they are under the name of gzip */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Body(byte[] sent, String digest, boolean gzipped) {

        static Body of(byte[] json) {
            return new Body(json, Digest.of(json), false);
        }
    }

    private final HttpServer server;
    private final Queue<Supplier<Body>> offers = new ConcurrentLinkedQueue<>();
    private int revision = 43;

    OfferingServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** @param body made when it is asked for: large ones need not exist at once */
    void offer(Supplier<Body> body) {
        offers.add(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Supplier<Body> next = offers.poll();
            if (next == null) {
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            Body body = next.get();
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "application/json");
            headers.set("Config-Lineage", "lineage-a");
            headers.set("Config-Epoch", "1");
            headers.set("Config-Revision", Integer.toString(revision++));
            headers.set("Config-Digest", body.digest());
            if (body.gzipped()) {
                headers.set("Content-Encoding", "gzip");
            }
            exchange.sendResponseHeaders(200, body.sent().length);
            exchange.getResponseBody().write(body.sent());
        }
    }
}
