package io.failstatic.benchmarks.http;

import io.failstatic.agent.test.ControlPlaneSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts each program of the comparison the way its users start it. */
final class Peers {

    /** What is asked of every proxy; with many routes it is the last of them. */
    static final String PATH = "/route-999/item";

    static final int MANY = 1000;

    private final Path directory;
    private final int servicePort;

    Peers(Path directory, int servicePort) {
        this.directory = directory;
        this.servicePort = servicePort;
    }

    static boolean isInstalled(String program) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    static Peer service(Path directory) throws IOException, InterruptedException {
        int port = Peer.freePort();
        return Peer.start("service", port, PATH, directory, Peer.java(self(), List.of("service", "" + port)));
    }

    Peer bareProxy() throws IOException, InterruptedException {
        int port = Peer.freePort();
        return start("Vert.x http-proxy, bare", port, Peer.java(self(), List.of("proxy", "" + port, "" + servicePort)));
    }

    @Nullable
    Peer nginx() throws IOException, InterruptedException {
        if (!isInstalled("nginx")) {
            System.out.println("nginx: not installed, its rows are left out (apt-get install nginx-light)");
            return null;
        }
        int port = Peer.freePort();
        Path configuration = directory.resolve("nginx.conf");
        Files.writeString(configuration, """
                daemon off; worker_processes auto; pid %1$s/nginx.pid; error_log %1$s/nginx-error.log;
                events { worker_connections 1024; }
                http {
                  access_log off; client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi; uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  upstream service { server 127.0.0.1:%2$d; keepalive 256; }
                  server {
                    listen 127.0.0.1:%3$d; keepalive_requests 1000000000;
                    location / { proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; }
                  }
                }
                """.formatted(directory, servicePort, port));
        String program = Files.isExecutable(Path.of("/usr/sbin/nginx")) ? "/usr/sbin/nginx" : "nginx";
        return start("nginx", port, List.of(program, "-p", directory.toString(), "-c", configuration.toString()));
    }

    Peer edge(String name, ControlPlaneSimulator controlPlane) throws IOException, InterruptedException {
        int port = Peer.freePort();
        return start(
                name,
                port,
                Peer.java(jar("edge-service/target/edge-service.jar"), edgeArguments(name, port, controlPlane)));
    }

    private List<String> edgeArguments(String name, int port, ControlPlaneSimulator controlPlane) throws IOException {
        return List.of(
                "--edge.traffic.port=" + port,
                "--edge.traffic.address=127.0.0.1",
                "--edge.traffic.drain-delay=0s",
                "--edge.targets.allow-loopback=true",
                "--server.port=" + Peer.freePort(),
                "--config-agent.control-plane-url=" + controlPlane.url(),
                "--config-agent.token=" + controlPlane.token(),
                "--config-agent.cache-dir=" + directory.resolve("cache-" + name.replace(' ', '-')));
    }

    Peer springCloudGateway(String name, int routes, int redisPort) throws IOException, InterruptedException {
        int port = Peer.freePort();
        StringBuilder yaml = new StringBuilder("spring.cloud.gateway.server.webflux.routes:\n");
        for (int i = MANY - routes; i < MANY; i++) {
            yaml.append("- id: route-")
                    .append(i)
                    .append("\n  uri: http://127.0.0.1:")
                    .append(servicePort);
            yaml.append("\n  predicates:\n  - Path=/route-").append(i).append("/**\n");
            if (redisPort > 0) {
                yaml.append("  filters:\n  - name: RequestRateLimiter\n    args:\n")
                        .append("      redis-rate-limiter.replenishRate: 1000000\n")
                        .append("      redis-rate-limiter.burstCapacity: 1000000\n");
            }
        }
        Path configuration = directory.resolve("gateway-" + routes + ".yaml");
        Files.writeString(configuration, yaml);
        return start(
                name,
                port,
                Peer.java(
                        jar("benchmarks/gateway-peer/target/gateway-peer.jar"),
                        List.of(
                                "--server.port=" + port,
                                "--server.address=127.0.0.1",
                                "--spring.data.redis.port=" + (redisPort > 0 ? redisPort : 1),
                                "--logging.level.root=warn",
                                "--spring.config.additional-location=file:" + configuration)));
    }

    Peer helloWorld() throws IOException, InterruptedException {
        int port = Peer.freePort();
        return Peer.start("hello world", port, "/", directory, Peer.java(self(), List.of("hello", "" + port)));
    }

    private Peer start(String name, int port, List<String> command) throws IOException, InterruptedException {
        return Peer.start(name, port, PATH, directory, new ArrayList<>(command));
    }

    /** This jar. */
    private static Path self() {
        return jar("benchmarks/http/target/http-benchmarks.jar");
    }

    private static Path jar(String path) {
        Path jar = Path.of(path).toAbsolutePath();
        try (JarFile file = new JarFile(jar.toFile())) {
            if (file.getManifest().getMainAttributes().getValue("Main-Class") != null) {
                return jar;
            }
        } catch (IOException e) {
            // Said below.
        }
        throw new IllegalStateException("jar: " + jar + " (expected: executable, so built by ./mvnw -Phttp-benchmarks"
                + " package without another profile; and started in the root of the project)");
    }
}
