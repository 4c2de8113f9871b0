package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations of snapshots in the cache directory, and what else must survive a restart. Nothing here throws because
 * of a disk: a failure is counted, told once, and the agent goes on without.
 *
 * <p>Opened and read by the thread that makes the agent, written by one other thread; how it fares can be read by any.
 */
final class DiskSnapshots {

    private static final Logger log = LoggerFactory.getLogger(DiskSnapshots.class);
    private static final String MEMORY = "memory.json";
    private static final String TRIAL = "probation.json";
    private static final String INSTANCE_ID = "instance-id";
    private static final long LARGEST_SMALL_FILE = 1L << 20;
    private static final int MOST_TRIED = 32;

    private final CacheDirectory directory;
    private final SnapshotDecoder decoder;
    private final TrustedKeys keys;
    private final int kept;
    private final long largestFile;
    private final AgentObserver observer;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong corrupt = new AtomicLong();
    private volatile boolean untrusted;
    private volatile Disk condition = Disk.OK;
    private volatile List<Generation> generations = List.of();
    private volatile @Nullable Generation lastGood;
    private volatile @Nullable Generation pinned;

    DiskSnapshots(
            CacheDirectory directory,
            SnapshotDecoder decoder,
            TrustedKeys keys,
            int kept,
            long maxSnapshotBytes,
            AgentObserver observer) {
        this.directory = directory;
        this.decoder = decoder;
        this.keys = keys;
        this.kept = kept;
        this.largestFile = maxSnapshotBytes + SnapshotFile.LONGEST_HEADER;
        this.observer = observer;
    }

    /** Takes the directory for this process; where that fails the agent runs from memory. */
    void open() {
        write("open", () -> {});
    }

    /**
     * The newest generation that can be started from; damaged ones on the way to it are set aside. A directory that can
     * only be read is read, one that another process holds is not.
     *
     * @param admitted asked for each before it is decoded
     */
    @Nullable
    StoredSnapshot newestGood(Predicate<SnapshotId> admitted) {
        list();
        for (Generation generation : generations.stream().limit(MOST_TRIED).toList()) {
            StoredSnapshot stored = load(generation, admitted);
            if (stored != null) {
                return stored;
            }
        }
        return null;
    }

    /** The generation that an operator wants; null when there is none that can be started from. */
    @Nullable
    StoredSnapshot named(OperatorOrder order, Predicate<SnapshotId> admitted) {
        list();
        return generations.stream()
                .filter(it -> order.names(it.epoch(), it.revision(), it.hash()))
                .sorted(Comparator.comparing(it -> !order.hasHash(it.hash())))
                .map(it -> load(it, admitted))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Keeps the generation of a pin for as long as that lasts; none when null. */
    void protectPinned(@Nullable SnapshotId id) {
        pinned = id == null ? null : Generation.of(id);
    }

    AgentMemory memory() {
        byte[] json = readWhole(MEMORY);
        return json == null ? AgentMemory.EMPTY : AgentMemory.decode(json);
    }

    TrialRecord trial() {
        byte[] json = readWhole(TRIAL);
        TrialRecord record = json == null ? TrialRecord.EMPTY : TrialRecord.decode(json);
        protect(record.lastGood());
        return record;
    }

    /** The name that was once given to the instance of this directory; the candidate, kept from now on, when none was. */
    String instanceId(String candidate) {
        byte[] bytes = read(INSTANCE_ID, LARGEST_SMALL_FILE);
        String stored = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8).strip();
        if (AgentSettings.INSTANCE_ID.matcher(stored).matches()) {
            return stored;
        }
        write(
                "write instance-id",
                () -> directory.write(INSTANCE_ID, true, (candidate + "\n").getBytes(StandardCharsets.UTF_8)));
        return candidate;
    }

    /**
     * Writes a generation and removes those beyond the number that is kept.
     *
     * @return false when it is not safely on disk
     */
    boolean write(SnapshotId id, SnapshotFile file) {
        Generation written = Generation.of(id);
        return write("write snapshot", () -> {
            leaveBehindWhatIsAbove(written);
            directory.write(written.fileName(), true, file.head(), file.json());
            prune(written);
        });
    }

    /** Writes what the agent knows beside its snapshots; durably when it must survive a power loss. */
    boolean write(AgentMemory memory, boolean durable) {
        return write(
                "write memory",
                () -> directory.write(
                        MEMORY, durable, SnapshotFile.of(memory.encode()).encode()));
    }

    /** Writes the trials so far, durably. */
    boolean write(TrialRecord record) {
        protect(record.lastGood());
        return write(
                "write probation",
                () -> directory.write(
                        TRIAL, true, SnapshotFile.of(record.encode()).encode()));
    }

    void close() {
        try {
            directory.release();
        } catch (IOException e) {
            failed("close", e);
        }
    }

    Disk condition() {
        return condition;
    }

    /** Files that can be started from, newest first. */
    List<Generation> generations() {
        return generations;
    }

    long failures() {
        return failures.get();
    }

    /** Damaged files that were set aside since the start. */
    long corrupt() {
        return corrupt.get();
    }

    /** Whether there is a generation that is not signed by a trusted key, or that others than this process may write. */
    boolean untrusted() {
        return untrusted;
    }

    private @Nullable StoredSnapshot load(Generation generation, Predicate<SnapshotId> admitted) {
        byte[] bytes = readGeneration(generation.fileName());
        if (bytes == null) {
            return null;
        }
        SnapshotFile file = SnapshotFile.decode(bytes);
        if (file == null) {
            setAside(generation.fileName());
            return null;
        }
        Optional<String> objection = keys.objection(file.json(), file.signature());
        if (objection.isPresent()) {
            // It stays: keys may have been set too early, or wrongly.
            distrust("generation " + generation + ": " + objection.get());
            return null;
        }
        SnapshotId id = SnapshotEnvelope.read(file.json(), file.digest());
        if (id != null && !admitted.test(id)) {
            return null;
        }
        Decoding decoding = decoder.decode(file.json());
        if (decoding instanceof Decoding.Decoded decoded && generation.holds(decoded.content())) {
            return StoredSnapshot.of(file.digest(), decoded.content(), TrustedKeys.wellFormed(file.signature()));
        }
        // Whole, but nothing for this version of the agent: another version may have written it, so it stays.
        log.warn("generation {}: cannot be used by this version", generation);
        return null;
    }

    private void list() {
        if (condition == Disk.LOCKED) {
            return;
        }
        try {
            generations = directory.names().stream()
                    .map(Generation::named)
                    .filter(Objects::nonNull)
                    .sorted(Generation.NEWEST_FIRST)
                    .toList();
        } catch (IOException | RuntimeException e) {
            failed("list", e);
        }
    }

    private void prune(Generation written) throws IOException {
        list();
        List<Generation> remaining = new ArrayList<>(generations);
        for (Generation old : generations.stream().skip(kept).toList()) {
            if (!old.equals(written) && !old.isSameAs(lastGood) && !old.isSameAs(pinned)) {
                directory.delete(old.fileName());
                remaining.remove(old);
            }
        }
        generations = List.copyOf(remaining);
    }

    /** What is written last must be what is started from, also when its number is lower: an operator had it adopted. */
    private void leaveBehindWhatIsAbove(Generation written) throws IOException {
        List<Generation> above = generations.stream()
                .filter(it -> !it.former() && !it.equals(written) && !written.isAbove(it))
                .sorted(Generation.NEWEST_FIRST.reversed())
                .toList();
        for (Generation generation : above) {
            directory.rename(generation.fileName(), generation.asFormer().fileName());
        }
    }

    private void setAside(String name) {
        corrupt.incrementAndGet();
        observer.diskFailed();
        log.error("{}: damaged, set aside", name);
        try {
            directory.setAside(name);
        } catch (IOException | RuntimeException e) {
            failed("set aside " + name, e);
        }
    }

    private void protect(@Nullable SnapshotId good) {
        lastGood = good == null ? null : Generation.of(good);
    }

    private byte @Nullable [] readWhole(String name) {
        byte[] bytes = read(name, LARGEST_SMALL_FILE);
        if (bytes == null) {
            return null;
        }
        SnapshotFile file = SnapshotFile.decode(bytes);
        if (file == null) {
            setAside(name);
            return null;
        }
        return file.json();
    }

    /** A signature vouches for a file that others may write to as well; without one it is as good as theirs. */
    private byte @Nullable [] readGeneration(String name) {
        return read(name, () -> {
            if (!keys.required()) {
                return directory.read(name, largestFile);
            }
            byte[] bytes = directory.readShared(name, largestFile);
            if (bytes != null && directory.isWritableByOthers(name)) {
                distrust(name + ": others may write to it");
            }
            return bytes;
        });
    }

    private void distrust(String why) {
        untrusted = true;
        log.error("{}", why);
    }

    private byte @Nullable [] read(String name, long most) {
        return read(name, () -> directory.read(name, most));
    }

    private byte @Nullable [] read(String name, Read read) {
        if (condition == Disk.LOCKED) {
            return null;
        }
        try {
            return read.run();
        } catch (IOException | RuntimeException e) {
            failed("read " + name, e);
            return null;
        }
    }

    private boolean write(String what, Write write) {
        try {
            if (!directory.acquire()) {
                become(Disk.LOCKED, "held by another process, nothing is kept on disk");
                return false;
            }
            write.run();
            become(Disk.OK, "can be written again");
            return true;
        } catch (IOException | RuntimeException e) {
            failed(what, e);
            return false;
        }
    }

    private void failed(String what, Exception e) {
        failures.incrementAndGet();
        observer.diskFailed();
        become(Disk.FAILED, "cannot " + what + ": " + e);
    }

    private void become(Disk now, String why) {
        if (condition != now) {
            condition = now;
            if (now == Disk.OK) {
                log.info("{}: {}", directory, why);
            } else {
                log.error("{}: {}", directory, why);
            }
        }
    }

    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }

    @FunctionalInterface
    private interface Read {
        byte @Nullable [] run() throws IOException;
    }
}
