package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is on disk after a process was killed at any system call of writing a snapshot, or was told by the kernel that one
 * failed. Needs {@code strace}; {@code -Pfaults}.
 */
@Tag("faults")
@Tag("G5")
class SystemCallFaultsIT {

    private static final String CALLS = "openat,write,fsync,fdatasync,rename,unlink,ftruncate,close,fcntl,mkdir,chmod";
    private static final int MOST_OF_ONE = 6;
    private static final Pattern CALL = Pattern.compile("^\\d+ +([a-z0-9]+)\\((.*)$");

    @TempDir
    private Path scratch;

    /** @param name of the system call; {@code argument} how the log shows what it was called with */
    private record Call(String name, String argument) {}

    @BeforeAll
    static void straceWorks() throws Exception {
        boolean works;
        try {
            works = new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            works = false;
        }
        if (!works) {
            System.out.println("SKIPPED: SystemCallFaultsIT needs strace, and the right to trace");
        }
        assumeTrue(works, "strace");
    }

    @Test
    void aWriteReachesTheDiskBeforeItsNameAndTheNameBeforeItCounts() throws Exception {
        List<Call> calls = calls(trace("order", List.of()));
        String snapshot = file(3);
        int temporary = index(calls, 0, "openat", snapshot + ".tmp");
        int written = index(calls, temporary, "write", "");
        int synced = index(calls, written, "fsync", "");
        int renamed = index(calls, synced, "rename", snapshot + "\"");
        int directory = index(calls, renamed, "openat", "O_RDONLY");
        int directorySynced = index(calls, directory, "fsync", "");
        assertThat(List.of(temporary, written, synced, renamed, directory, directorySynced))
                .isSorted()
                .doesNotContain(-1);
        int removed = index(calls, 0, "unlink", file(1));
        assertThat(removed).as("an old generation goes last").isGreaterThan(directorySynced);
    }

    @Test
    void aKillAtAnySystemCallLeavesTheOldOrTheNew() throws Exception {
        List<Call> calls = calls(trace("baseline", List.of()));
        Map<String, Integer> counts = new HashMap<>();
        int points = 0;
        int old = 0;
        for (Call call : calls) {
            int nth = counts.merge(call.name(), 1, Integer::sum);
            Path directory = prepare("kill-" + points);
            run(directory, List.of("inject=" + call.name() + ":signal=SIGKILL:when=" + nth));
            old += assertOldOrNew(directory, "killed at " + call + " no. " + nth) ? 1 : 0;
            points++;
        }
        System.out.printf(
                "G5 SIGKILL at %d system calls of a write: %d left the old, %d the new%n", points, old, points - old);
        assertThat(points).isGreaterThan(25);
        assertThat(old).isBetween(5, points - 5);
    }

    @ParameterizedTest
    @CsvSource({
        "fsync, EIO",
        "write, ENOSPC",
        "write, EIO",
        "rename, EXDEV",
        "rename, EACCES",
        "openat, EMFILE",
        "openat, EACCES"
    })
    void aSystemCallThatFailsIsToldAndNothingOfItIsTrusted(String call, String error) throws Exception {
        List<Call> calls = calls(trace("baseline", List.of()));
        long count = calls.stream().filter(each -> each.name().equals(call)).count();
        for (int nth = 1; nth <= Math.min(count, MOST_OF_ONE); nth++) {
            Path directory = prepare(call + error + nth);
            String said = run(directory, List.of("inject=" + call + ":error=" + error + ":when=" + nth));
            assertThat(said).as(call + " no. " + nth).containsAnyOf("kept", "not kept");
            assertOldOrNew(directory, call + " " + error + " no. " + nth);
        }
        Path directory = prepare(call + error + "-always");
        assertThat(run(directory, List.of("inject=" + call + ":error=" + error)))
                .contains("not kept");
        assertThat(assertOldOrNew(directory, call + " " + error)).isTrue();
    }

    @Test
    void aFileSystemThatCannotRenameIsNoticedAtTheStart() throws Exception {
        Path directory = prepare("no-rename");
        assertThat(run(directory, List.of("inject=rename:error=EXDEV"))).contains("opened FAILED");
        assertThat(run(prepare("rename"), List.of())).contains("opened OK");
    }

    /** Every fsync takes 3 s: what arrives is in force long before it is on disk. */
    @Test
    void nothingThatArrivesWaitsForADiskThatTakesItsTime() throws Exception {
        Path directory = prepare("slow");
        List<String> strace = List.of(
                "strace", "-f", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:delay_enter=3000000");
        List<String> command = new ArrayList<>(strace);
        command.addAll(List.of(HostProcess.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        HostProcess host = HostProcess.run(
                scratch,
                command,
                System.getProperty("java.class.path"),
                MortalHost.class,
                directory.toString(),
                "3",
                "exit");
        assertThat(host.said()).contains("serves 2", "polled 3");
        String took = host.said().stream()
                .filter(line -> line.startsWith("took"))
                .findFirst()
                .orElseThrow();
        assertThat(Integer.parseInt(took.substring("took ".length()))).isLessThan(2_500);
        DiskSnapshots disk = PersistingHost.disk(directory);
        disk.open();
        assertThat(disk.newestGood(id -> true).content().revision()).isBetween(2L, 3L);
        assertThat(disk.corrupt()).isZero();
        disk.close();
    }

    /** True for the old; whatever it is, the next start finds it whole, and nothing half beside it. */
    private boolean assertOldOrNew(Path directory, String when) throws IOException {
        DiskSnapshots disk = PersistingHost.disk(directory);
        disk.open();
        try {
            StoredSnapshot stored = disk.newestGood(id -> true);
            assertThat(stored).as(when).isNotNull();
            assertThat(stored.content().revision()).as(when).isBetween(2L, 3L);
            assertThat(disk.corrupt()).as(when).isZero();
            assertThat(disk.memory()).as(when).isIn(PersistingHost.memory(2), PersistingHost.memory(3));
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.map(Path::toString).filter(name -> name.endsWith(".tmp")))
                        .as(when)
                        .isEmpty();
            }
            return stored.content().revision() == 2;
        } finally {
            disk.close();
        }
    }

    /** A directory in which revisions 1 and 2 are kept: writing a third removes the first. */
    private Path prepare(String name) {
        Path directory = scratch.resolve(name);
        DiskSnapshots disk = PersistingHost.disk(directory);
        disk.open();
        assertThat(PersistingHost.persist(disk, 1)).isTrue();
        assertThat(PersistingHost.persist(disk, 2)).isTrue();
        disk.close();
        return directory;
    }

    private Path trace(String name, List<String> faults) throws Exception {
        Path directory = prepare(name);
        assertThat(run(directory, faults)).contains("kept").doesNotContain("not kept");
        return directory.resolveSibling(name + ".log");
    }

    private String run(Path directory, List<String> faults) throws Exception {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-s", "32"));
        command.addAll(List.of("-o", directory + ".log", "-e", "trace=" + CALLS));
        for (String name : names()) {
            command.addAll(List.of(
                    "-P",
                    name.isEmpty()
                            ? directory.toString()
                            : directory.resolve(name).toString()));
        }
        faults.forEach(fault -> command.addAll(List.of("-e", fault)));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                PersistingHost.class.getName(),
                directory.toString(),
                "3"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of(directory + ".out").toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(Path.of(directory + ".out"));
    }

    /** What the process writes, reads or removes; the directory itself is the empty name. */
    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of("", "LOCK", "before.tmp", "after.tmp"));
        for (String file : List.of("memory.json", "probation.json", file(1), file(2), file(3))) {
            names.addAll(List.of(file, file + ".tmp"));
        }
        return names;
    }

    private static String file(long revision) {
        return Generation.of(Published.of(1, revision).id()).fileName();
    }

    private static List<Call> calls(Path log) {
        try {
            List<Call> calls = new ArrayList<>();
            for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
                Matcher matcher = CALL.matcher(line);
                if (matcher.matches()) {
                    calls.add(new Call(matcher.group(1), matcher.group(2)));
                }
            }
            return calls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int index(List<Call> calls, int from, String name, String argument) {
        for (int n = Math.max(0, from); n < calls.size(); n++) {
            if (calls.get(n).name().equals(name) && calls.get(n).argument().contains(argument)) {
                return n;
            }
        }
        return -1;
    }
}
