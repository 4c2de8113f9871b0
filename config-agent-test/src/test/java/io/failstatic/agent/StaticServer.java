package io.failstatic.agent;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A static web server with one file, as a mirror is. Answers {@code If-None-Match}. */
final class StaticServer implements AutoCloseable {

    /** What it was asked: path and headers. */
    record Asked(String path, Headers headers) {}

    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile byte[] file;
    private volatile int status = 404;
    private volatile Headers more = new Headers();

    StaticServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "static-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    /** Holds this file from now on. */
    void hold(byte[] bytes) {
        file = bytes;
        status = 200;
        more = new Headers();
    }

    void answerWith(int other, String name, String value) {
        status = other;
        Headers headers = new Headers();
        headers.set(name, value);
        more = headers;
    }

    List<Asked> asked() {
        return asked;
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(new Asked(exchange.getRequestURI().toString(), exchange.getRequestHeaders()));
            exchange.getResponseHeaders().putAll(more);
            byte[] bytes = file;
            if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            String etag = "\"" + Digest.shortHex(bytes) + "\"";
            exchange.getResponseHeaders().set("ETag", etag);
            if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
