package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.OrderOracle.Verdict;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A whole agent with a cache directory of its own, of which a restart may find only a part. */
final class CachedAgent implements OrderModel.Agent {

    private static final Set<RefusalCode> BY_ORDER = Set.of(
            RefusalCode.STALE_REVISION,
            RefusalCode.EQUIVOCATION,
            RefusalCode.FOREIGN_LINEAGE,
            RefusalCode.REVISION_JUMP);

    private final Path cache;
    private final Map<Offer, Fetched> rendered;
    private final MutableTime time = new MutableTime();
    private final ScriptedControlPlane controlPlane = new ScriptedControlPlane();
    private Engine engine;

    CachedAgent(Path cache, Map<Offer, Fetched> rendered) {
        this.cache = cache;
        this.rendered = rendered;
        this.engine = engine();
    }

    @Override
    public SnapshotId id(Offer offer) {
        return IntakeAgent.id(offer, rendered);
    }

    @Override
    public Verdict receive(Offer offer) {
        poll(IntakeAgent.fetched(offer, rendered));
        return switch (String.valueOf(engine.status().lastPoll())) {
            case "applied" -> Verdict.APPLY;
            case "unchanged" -> Verdict.NOTHING_TO_DO;
            case "refused" -> {
                RefusalCode code = engine.status().refused().code();
                yield BY_ORDER.contains(code) ? Verdict.valueOf(code.name()) : Verdict.REFUSE_CONTENT;
            }
            default -> throw new AssertionError(engine.status().lastPoll());
        };
    }

    @Override
    public @Nullable SnapshotId applied() {
        Snapshot snapshot = engine.current();
        return snapshot.origin() == Origin.DEFAULTS
                ? null
                : new SnapshotId(snapshot.lineage(), snapshot.epoch(), snapshot.revision(), snapshot.digest());
    }

    @Override
    public boolean showsHighest() {
        return false;
    }

    @Override
    public @Nullable SnapshotId highest() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean fallBack() {
        Snapshot before = engine.current();
        if (!engine.condemn(before, "the host says so")) {
            return false;
        }
        while (isBeingCondemned()) {
            Thread.onSpinWait();
        }
        assertThat(engine.current()).isNotSameAs(before);
        return true;
    }

    /** Starts from what the directory has; of that, all that is above {@code from} is damaged first. */
    @Override
    public @Nullable SnapshotId restart(@Nullable Offer from, boolean memoryLost) {
        engine.close();
        try {
            if (memoryLost) {
                Files.deleteIfExists(cache.resolve("memory.json"));
            }
            for (Path file : generations()) {
                Generation generation = Generation.named(file.getFileName().toString());
                if (from == null || generation.isAbove(Generation.of(id(from)))) {
                    Files.write(file, new byte[(int) (Files.size(file) / 2)]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        engine = engine();
        return applied();
    }

    @Override
    public void pass(Duration passed) {
        time.pass(passed);
        poll(new Unchanged(null));
    }

    @Override
    public void close() {
        engine.close();
    }

    private static boolean isBeingCondemned() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("config-agent-verdict"));
    }

    private List<Path> generations() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> Generation.named(file.getFileName().toString()) != null)
                    .toList();
        }
    }

    private void poll(PollOutcome outcome) {
        try {
            controlPlane.then(outcome);
            engine.pollOnce();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Engine engine() {
        AgentBuilder builder = ConfigAgent.builder().instanceId("edge-1").cacheDir(cache);
        return new Engine(builder.settings(), new AgentObserver() {}, time, time, controlPlane);
    }
}
