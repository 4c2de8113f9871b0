package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Disk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What survives a restart: the generations of snapshots, what the agent knows beside them, and its name. Nothing here throws
 * because of a disk: a failure is counted, told once, and the agent goes on without.
 *
 * <p>Opened and read by the thread that makes the agent, written by one other thread; how it fares can be read by any.
 */
final class DiskSnapshots {

    private static final String MEMORY = "memory.json";
    private static final String TRIAL = "probation.json";
    private static final String INSTANCE_ID = "instance-id";
    private static final long LARGEST_SMALL_FILE = 1L << 20;

    private final CacheDirectory directory;
    private final CacheAccess access;
    private final Generations generations;

    DiskSnapshots(
            CacheDirectory directory,
            SnapshotDecoder decoder,
            TrustedKeys keys,
            int kept,
            long maxSnapshotBytes,
            AgentObserver observer) {
        this.directory = directory;
        this.access = new CacheAccess(directory, observer);
        this.generations = new Generations(directory, access, decoder, keys, kept, maxSnapshotBytes);
    }

    /** Takes the directory for this process; where that fails the agent runs from memory. */
    void open() {
        access.open();
    }

    /**
     * The newest generation that can be started from; damaged ones on the way to it are set aside. A directory that can
     * only be read is read, one that another process holds is not.
     *
     * @param admitted asked for each before it is decoded
     */
    @Nullable
    StoredSnapshot newestGood(Predicate<SnapshotId> admitted) {
        return generations.newestGood(admitted);
    }

    /** The generation that an operator wants; null when there is none that can be started from. */
    @Nullable
    StoredSnapshot named(OperatorOrder order, Predicate<SnapshotId> admitted) {
        return generations.named(order, admitted);
    }

    /** Keeps the generation of a pin for as long as that lasts; none when null. */
    void protectPinned(@Nullable SnapshotId id) {
        generations.protectPinned(id);
    }

    AgentMemory memory() {
        byte[] json = readWhole(MEMORY);
        return json == null ? AgentMemory.EMPTY : AgentMemory.decode(json);
    }

    TrialRecord trial() {
        byte[] json = readWhole(TRIAL);
        TrialRecord record = json == null ? TrialRecord.EMPTY : TrialRecord.decode(json);
        generations.protectLastGood(record.lastGood());
        return record;
    }

    /** The name that was once given to the instance of this directory; the candidate, kept from now on, when none was. */
    String instanceId(String candidate) {
        byte[] bytes = access.read(INSTANCE_ID, LARGEST_SMALL_FILE);
        String stored = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8).strip();
        if (AgentSettings.INSTANCE_ID.matcher(stored).matches()) {
            return stored;
        }
        access.write(
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
        return generations.write(id, file);
    }

    /** Writes what the agent knows beside its snapshots; durably when it must survive a power loss. */
    boolean write(AgentMemory memory, boolean durable) {
        return access.write(
                "write memory",
                () -> directory.write(
                        MEMORY, durable, SnapshotFile.of(memory.encode()).encode()));
    }

    /** Writes the trials so far, durably. */
    boolean write(TrialRecord record) {
        generations.protectLastGood(record.lastGood());
        return access.write(
                "write probation",
                () -> directory.write(
                        TRIAL, true, SnapshotFile.of(record.encode()).encode()));
    }

    void close() {
        access.close();
    }

    Disk condition() {
        return access.condition();
    }

    /** Files that can be started from, newest first. */
    List<Generation> generations() {
        return generations.files();
    }

    long failures() {
        return access.failures();
    }

    /** Damaged files that were set aside since the start. */
    long corrupt() {
        return access.corrupt();
    }

    /** Whether there is a generation that is not signed by a trusted key, or that others than this process may write. */
    boolean untrusted() {
        return access.untrusted();
    }

    private byte @Nullable [] readWhole(String name) {
        byte[] bytes = access.read(name, LARGEST_SMALL_FILE);
        if (bytes == null) {
            return null;
        }
        SnapshotFile file = SnapshotFile.decode(bytes);
        if (file == null) {
            access.setAside(name);
            return null;
        }
        return file.json();
    }
}
