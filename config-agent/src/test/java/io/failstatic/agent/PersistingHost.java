package io.failstatic.agent;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A process that puts one snapshot on disk as an agent does when it applies it: {@code <cache-dir> <revision>}. Says whether it
 * may, and whether all of it is there.
 */
final class PersistingHost {

    private PersistingHost() {}

    public static void main(String[] args) {
        DiskSnapshots disk = disk(Path.of(args[0]));
        disk.open();
        System.out.println("opened " + disk.condition());
        boolean kept = persist(disk, Long.parseLong(args[1]));
        disk.close();
        System.out.println(kept ? "kept" : "not kept");
    }

    static DiskSnapshots disk(Path directory) {
        return new DiskSnapshots(
                new CacheDirectory(directory),
                new SnapshotDecoder(),
                TrustedKeys.NONE,
                2,
                1 << 20,
                new AgentObserver() {});
    }

    static boolean persist(DiskSnapshots disk, long revision) {
        Published published = Published.of(1, revision);
        TrialRecord trial = TrialRecord.EMPTY.trying(published.id());
        boolean tried = disk.write(trial);
        boolean written = disk.write(published.id(), SnapshotFile.of(published.json()));
        return disk.write(memory(revision), true) && tried && written;
    }

    static AgentMemory memory(long revision) {
        return new AgentMemory(
                Published.of(1, revision).id(), Instant.EPOCH, AgentVersion.CURRENT, List.of(), List.of());
    }
}
