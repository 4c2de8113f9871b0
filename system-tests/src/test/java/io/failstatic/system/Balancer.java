package io.failstatic.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A balancer as they are: it passes connections on to edges in turn, and asks each of them every 100 ms whether it is ready;
 * one that says no, or nothing, gets no new connection. It knows nothing of what passes through it, so it repeats nothing.
 */
final class Balancer implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor();
    private final List<Edge> edges;
    private final Set<Edge> ready = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();

    Balancer(List<Edge> edges) throws IOException {
        this.edges = edges;
        ready.addAll(edges);
        var unused = checks.scheduleWithFixedDelay(this::check, 0, 100, TimeUnit.MILLISECONDS);
        threads.execute(this::accept);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    boolean isReady(Edge edge) {
        return ready.contains(edge);
    }

    private void check() {
        for (Edge edge : edges) {
            boolean up;
            try {
                up = JavaProcess.status(edge.management("/actuator/health/readiness")) == 200;
            } catch (IOException e) {
                up = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (up) {
                ready.add(edge);
            } else {
                ready.remove(edge);
            }
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> pass(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket client) {
        List<Edge> inTurn = edges.stream().filter(ready::contains).toList();
        try (client;
                Socket edge = new Socket()) {
            if (inTurn.isEmpty()) {
                return;
            }
            URI chosen = inTurn.get(Math.floorMod(turn.getAndIncrement(), inTurn.size()))
                    .traffic("/");
            edge.connect(new InetSocketAddress(chosen.getHost(), chosen.getPort()), 2000);
            client.setTcpNoDelay(true);
            edge.setTcpNoDelay(true);
            threads.execute(() -> pump(client, edge));
            pump(edge, client);
        } catch (IOException e) {
            // The client sees the end of its connection, and counts it.
        }
    }

    /** One direction until its end, which is passed on. */
    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            // The other direction ends by itself.
        }
    }

    @Override
    public void close() throws IOException {
        checks.shutdownNow();
        server.close();
        threads.shutdownNow();
    }
}
