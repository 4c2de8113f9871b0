package io.failstatic.benchmarks.http;

import io.failstatic.agent.test.ControlPlaneSimulator;
import io.failstatic.agent.test.SnapshotBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Starts the edge and its peers, lets them take turns under load, and prints how they compare. */
public final class HttpBenchmarks {

    private static final int PUBLISH_MILLIS = 100;
    private static final int STARTS = 5;
    private static final int WARM_UP_TURNS = 2;

    private final Path directory;
    private final int rounds;
    private final int seconds;
    private final AtomicBoolean publishing = new AtomicBoolean();
    private final List<Peer> peers = new ArrayList<>();
    private final Map<String, List<Load>> loads = new LinkedHashMap<>();

    private HttpBenchmarks(Path directory, int rounds, int seconds) {
        this.directory = directory;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** Measures; or, with the name of a role, is one of the small programs that are measured. */
    public static void main(String[] args) throws Exception {
        switch (args.length == 0 ? "" : args[0]) {
            case "service" -> Roles.service(Integer.parseInt(args[1]));
            case "proxy" -> Roles.proxy(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
            case "hello" -> HelloWorld.run(Integer.parseInt(args[1]));
            default -> measure(List.of(args));
        }
    }

    private static void measure(List<String> args) throws Exception {
        if (!Peers.isInstalled("wrk")) {
            System.err.println("wrk: not installed (expected: apt-get install wrk)");
            System.exit(2);
        }
        boolean quick = args.contains("--quick");
        Path directory = Files.createTempDirectory("http-benchmarks");
        HttpBenchmarks benchmarks = new HttpBenchmarks(directory, quick ? 1 : 5, quick ? 1 : 5);
        System.out.println("logs: " + directory);
        boolean met = benchmarks.run();
        System.exit(met ? 0 : 1);
    }

    private boolean run() throws Exception {
        ScheduledExecutorService operator = Executors.newSingleThreadScheduledExecutor();
        try (Peer service = Peers.service(directory);
                ControlPlaneSimulator steady = new ControlPlaneSimulator().start();
                ControlPlaneSimulator busy = new ControlPlaneSimulator().start()) {
            int servicePort = service.port();
            Peers all = new Peers(directory, servicePort);
            steady.publish(snapshot(servicePort, Peers.MANY, 0));
            busy.publish(snapshot(servicePort, Peers.MANY, 0));
            try {
                startAll(all, steady, busy);
                long[] revision = {0};
                var unused = operator.scheduleAtFixedRate(
                        () -> {
                            if (publishing.get()) {
                                busy.publish(snapshot(servicePort, Peers.MANY, ++revision[0]));
                            }
                        },
                        0,
                        PUBLISH_MILLIS,
                        TimeUnit.MILLISECONDS);
                takeTurns();
                System.out.println(revision[0] + " revisions published under load");
                Table table = new Table(loads);
                startsAgain(all, steady, table);
                table.print(System.out);
                return table.allMet();
            } finally {
                operator.shutdownNow();
                peers.forEach(Peer::close);
            }
        }
    }

    private void startAll(Peers all, ControlPlaneSimulator steady, ControlPlaneSimulator busy) throws Exception {
        addIfItStarts(all::nginx);
        peers.add(all.bareProxy());
        peers.add(all.edge(Table.EDGE, steady));
        peers.add(all.edge(Table.BUSY_EDGE, busy));
        addIfItStarts(() -> all.springCloudGateway(Table.GATEWAY, 1, 0));
        int redis = redis();
        if (redis > 0) {
            addIfItStarts(() -> all.springCloudGateway(Table.LOADED_GATEWAY, Peers.MANY, redis));
        }
    }

    /** Without a peer that does not start its rows are "not measured"; the others are worth having all the same. */
    private void addIfItStarts(Start start) throws IOException, InterruptedException {
        try {
            Peer peer = start.peer();
            if (peer != null) {
                peers.add(peer);
            }
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }

    /** Starts a peer, or answers null where it is not installed. */
    private interface Start {
        @Nullable
        Peer peer() throws IOException, InterruptedException;
    }

    /** A Redis of this run, or 0 where there is none. */
    private int redis() throws IOException, InterruptedException {
        if (!Peers.isInstalled("redis-server")) {
            System.out.println("redis-server: not installed, its row is left out (apt-get install redis-server)");
            return 0;
        }
        int port = Peer.freePort();
        Process redis = new ProcessBuilder("redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(redis::destroyForcibly));
        while (redis.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.getPort();
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        throw new IllegalStateException("redis-server: ended, see " + directory);
    }

    private void takeTurns() throws IOException, InterruptedException {
        for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
            for (Peer peer : peers) {
                load(peer);
            }
        }
        for (int round = 1; round <= rounds; round++) {
            for (Peer peer : peers) {
                Load load = load(peer);
                loads.computeIfAbsent(peer.name(), name -> new ArrayList<>()).add(load);
                System.out.printf(
                        "round %d  %-28s %9.0f req/s  p99 %7.2f ms  %6.1f us CPU  %d failed%n",
                        round,
                        peer.name(),
                        load.requestsPerSecond(),
                        load.p99Millis(),
                        load.cpuMicros(),
                        load.failed());
            }
        }
    }

    private Load load(Peer peer) throws IOException, InterruptedException {
        publishing.set(peer.name().equals(Table.BUSY_EDGE));
        try {
            return Load.on(peer, Peers.PATH, seconds);
        } finally {
            publishing.set(false);
        }
    }

    /** The edge starts from its disk: its control plane is gone. */
    private void startsAgain(Peers all, ControlPlaneSimulator steady, Table table) throws Exception {
        peers.forEach(Peer::close);
        peers.clear();
        steady.stop();
        for (int i = 0; i < (rounds == 1 ? 1 : STARTS); i++) {
            Peer hello = all.helloWorld();
            Duration helloCpu = hello.cpu();
            // One at a time, as it is for those who start them.
            hello.close();
            try (Peer edge = all.edge(Table.EDGE, steady)) {
                Duration edgeCpu = edge.cpu();
                table.started(edge.started(), hello.started(), edgeCpu, helloCpu);
                System.out.printf(
                        "start %d  edge from disk %d ms (CPU %d ms), hello world %d ms (CPU %d ms)%n",
                        i + 1,
                        edge.started().toMillis(),
                        edgeCpu.toMillis(),
                        hello.started().toMillis(),
                        helloCpu.toMillis());
            }
        }
    }

    private static SnapshotBuilder snapshot(int servicePort, int routes, long number) {
        SnapshotBuilder snapshot = SnapshotBuilder.snapshot().service("service", "http://127.0.0.1:" + servicePort);
        for (int i = 0; i < routes; i++) {
            snapshot.route("route-" + i, "/route-" + i, "service");
        }
        // Anonymous clients have the default limit, so the load comes with a key.
        return snapshot.tenant("load", "fsk_load")
                .policy("load-api", "load", 1_000_000_000, 86_400)
                .flag("flag", "flag", number % 2 == 0);
    }
}
