package io.failstatic.agent;

import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an agent in the making. Everything has a default but the token. <em>Confined to one thread.</em>
 *
 * <pre>{@code
 * ConfigAgent agent = ConfigAgent.builder()
 *         .controlPlaneUrl(URI.create("https://control.example.org:8180"))
 *         .tokenFile(Path.of("/run/secrets/agent-token"))
 *         .cacheDir(Path.of("/var/lib/checkout/config"))
 *         .build();
 * agent.start();
 * }</pre>
 */
public final class AgentBuilder {

    private List<URI> controlPlaneUrls = List.of(URI.create("http://localhost:8180"));
    private List<URI> mirrorUrls = List.of();
    private @Nullable String token;
    private @Nullable Path tokenFile;
    private @Nullable Supplier<SSLContext> sslContext;
    private @Nullable String instanceId;
    private Map<String, String> labels = Map.of();
    private Duration pollInterval = Duration.ofSeconds(10);
    private Duration hold = Duration.ofSeconds(10);
    private Duration backoffMax = Duration.ofSeconds(30);
    private Duration timeout = Duration.ofSeconds(8);
    private int failureThreshold = 5;
    private Duration circuitOpen = Duration.ofSeconds(20);
    private @Nullable Path cacheDir;
    private int generations = 3;
    private Duration probation = Duration.ofSeconds(60);
    private Duration degradedAfter = Duration.ofMinutes(5);
    private long maxSnapshotBytes = 16L << 20;
    private List<String> trustedKeys = List.of();
    private @Nullable URL shippedSnapshot;
    private AgentObserver observer = new AgentObserver() {};

    AgentBuilder() {}

    /** The control plane's distribution address; several are tried in turn, one per poll. */
    public AgentBuilder controlPlaneUrl(URI... urls) {
        this.controlPlaneUrls = List.of(urls);
        return this;
    }

    /**
     * Where the published snapshot file lies on static web servers or in buckets, for when the control plane is away: the
     * file, or the directory with {@code stable.snapshot}. Without {@link #trustedKeys} whoever can write there decides
     * what is served here.
     */
    public AgentBuilder mirrorUrls(URI... urls) {
        this.mirrorUrls = List.of(urls);
        return this;
    }

    /** The bearer token; excludes {@link #tokenFile}. */
    public AgentBuilder token(@Nullable String token) {
        this.token = token;
        return this;
    }

    /** A file that holds the bearer token and nothing else; read again for every poll. */
    public AgentBuilder tokenFile(@Nullable Path file) {
        this.tokenFile = file;
        return this;
    }

    /** What TLS connections are made with; the JDK's default when null. */
    public AgentBuilder sslContext(@Nullable SSLContext context) {
        return renewableSslContext(context == null ? null : () -> context);
    }

    /** The same where certificates are renewed: asked before every poll; another context means new connections. */
    public AgentBuilder renewableSslContext(@Nullable Supplier<SSLContext> source) {
        this.sslContext = source;
        return this;
    }

    /** The name of this instance, {@code [A-Za-z0-9._-]{1,64}}; made once and kept in the cache directory when null. */
    public AgentBuilder instanceId(@Nullable String id) {
        this.instanceId = id;
        return this;
    }

    /** What the fleet view may select this instance by. */
    public AgentBuilder labels(Map<String, String> labels) {
        this.labels = labels;
        return this;
    }

    /** Time between two polls where the control plane does not hold them; 10 s. */
    public AgentBuilder pollInterval(Duration interval) {
        this.pollInterval = interval;
        return this;
    }

    /** How long the control plane may hold a poll; 10 s, whole seconds, at most 60; zero is plain polling. */
    public AgentBuilder hold(Duration longest) {
        this.hold = longest;
        return this;
    }

    /** The longest delay between two polls after failures; 30 s. */
    public AgentBuilder backoffMax(Duration max) {
        this.backoffMax = max;
        return this;
    }

    /** Time that one exchange may take beyond the hold; 8 s. */
    public AgentBuilder timeout(Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    /** Failures in a row that open the circuit (5), and the time it then stays open (20 s, at most the longest poll delay). */
    public AgentBuilder circuitBreaker(int failures, Duration open) {
        this.failureThreshold = failures;
        this.circuitOpen = open;
        return this;
    }

    /** Where snapshots survive a restart; memory only when null. One process per directory. */
    public AgentBuilder cacheDir(@Nullable Path directory) {
        this.cacheDir = directory;
        return this;
    }

    /** Snapshots that are kept on disk; 3. */
    public AgentBuilder generations(int count) {
        this.generations = count;
        return this;
    }

    /** Time that a snapshot must be served before it is last-known-good; 60 s. */
    public AgentBuilder probation(Duration length) {
        this.probation = length;
        return this;
    }

    /** Staleness from which the agent calls itself degraded; 5 min. */
    public AgentBuilder degradedAfter(Duration staleness) {
        this.degradedAfter = staleness;
        return this;
    }

    /** The largest snapshot that is accepted, uncompressed, in bytes; 16 MiB. */
    public AgentBuilder maxSnapshotSize(long bytes) {
        this.maxSnapshotBytes = bytes;
        return this;
    }

    /**
     * Ed25519 public keys, each base64 of its 32 bytes, of which one must have signed a snapshot that is to come into force,
     * wherever it comes from. With none, signatures are not looked at.
     */
    public AgentBuilder trustedKeys(String... keys) {
        this.trustedKeys = List.of(keys);
        return this;
    }

    /** A snapshot file to start from when the cache directory has none. */
    public AgentBuilder shippedSnapshot(@Nullable URL location) {
        this.shippedSnapshot = location;
        return this;
    }

    /** Who hears of polls, refusals and applied snapshots. */
    public AgentBuilder observer(AgentObserver observer) {
        this.observer = observer;
        return this;
    }

    /**
     * Makes the agent and loads the newest good snapshot from disk. Does not touch the network.
     *
     * @throws IllegalArgumentException when a setting is invalid; a bad cache directory is none, it is an alarm
     */
    public ConfigAgent build() {
        return new ConfigAgent(new Engine(settings(), observer, Clock.systemUTC(), System::nanoTime));
    }

    AgentSettings settings() {
        return new AgentSettings(
                controlPlaneUrls,
                mirrorUrls,
                token,
                tokenFile,
                sslContext,
                instanceId,
                labels,
                pollInterval,
                hold,
                backoffMax,
                timeout,
                failureThreshold,
                circuitOpen,
                cacheDir,
                generations,
                probation,
                degradedAfter,
                maxSnapshotBytes,
                TrustedKeys.of(trustedKeys),
                shippedSnapshot);
    }
}
