package io.failstatic.agent.test.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs of Jazzer, each in a process of its own that ends with it: inputs that reach code which none reached before are
 * mutated further. Needs {@code com.code-intelligence:jazzer} on the class path.
 */
public final class GuidedFuzzing {

    private static final long SPARE_SECONDS = 60;
    private static final int LONGEST_INPUT = 8192;
    private static final int LONGEST_KEPT = 2000;

    private final Path directory;

    /** @param directory for logs and findings, one directory below it for each target */
    public GuidedFuzzing(Path directory) {
        this.directory = directory;
    }

    /**
     * Mutates the corpus of a target until the time is over or something is found. What was found, and what reached new
     * code, is written below the directory, as lines that can be appended to the corpus.
     */
    public FuzzResult run(FuzzTarget target, Duration time) throws IOException, InterruptedException {
        Path home = directory.resolve(target.getClass().getSimpleName()).toAbsolutePath();
        delete(home);
        Path inputs = Files.createDirectories(home.resolve("inputs"));
        Path findings = Files.createDirectories(home.resolve("findings"));
        FuzzCorpus corpus = FuzzCorpus.of(target);
        for (int i = 0; i < corpus.size(); i++) {
            Files.write(inputs.resolve("kept-" + i), corpus.inputs().get(i));
        }
        Path log = home.resolve("log.txt");
        Process process = new ProcessBuilder(command(target, time, home))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .directory(home.toFile())
                .start();
        try {
            if (!process.waitFor(time.toSeconds() + SPARE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("Jazzer does not end: " + log);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> grown = lines(inputs, "");
        Files.write(home.resolve("new-inputs.txt"), grown);
        List<String> found = new ArrayList<>(lines(findings, "crash-"));
        found.addAll(lines(findings, "timeout-"));
        found.addAll(lines(findings, "oom-"));
        Files.write(home.resolve("findings.txt"), found);
        return result(target, Files.readString(log, StandardCharsets.ISO_8859_1), process.exitValue(), home, found);
    }

    private static List<String> command(FuzzTarget target, Duration time, Path home) throws IOException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "-Djava.io.tmpdir=" + Files.createDirectories(home.resolve("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + JazzerEntry.class.getName(),
                "--target_args=" + target.getClass().getName(),
                "--instrumentation_includes=io.failstatic.**:tools.jackson.core.**",
                "--instrumentation_excludes=io.failstatic.agent.test.**",
                "--reproducer_path=" + home,
                "-artifact_prefix=" + home.resolve("findings") + "/",
                "-max_total_time=" + time.toSeconds(),
                "-max_len=" + LONGEST_INPUT,
                "-timeout=10",
                home.resolve("inputs").toString());
    }

    private static FuzzResult result(FuzzTarget target, String log, int exit, Path home, List<String> found) {
        FuzzLog told = FuzzLog.read(log);
        if (found.isEmpty() && (exit != 0 || told.executions() == 0)) {
            throw new AssertionError("Jazzer ended with " + exit + ": " + home.resolve("log.txt"));
        }
        return new FuzzResult(
                target.getClass().getSimpleName(),
                told.executions(),
                told.coverageBefore(),
                told.coverageAfter(),
                told.inputs(),
                found.isEmpty() ? null : finding(target, told.problem(), home, found));
    }

    private static String finding(FuzzTarget target, @Nullable String problem, Path home, List<String> found) {
        return (problem == null ? "ended" : problem) + "\nSee " + home.resolve("log.txt")
                + ". Repair it, and keep the input: append this line to " + FuzzCorpus.file(target.getClass()) + "\n"
                + String.join("\n", found);
    }

    /** The inputs that were made in this run, short ones only where they are many. */
    private static List<String> lines(Path directory, String prefix) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                boolean wanted = prefix.isEmpty()
                        ? !name.startsWith("kept-") && Files.size(file) <= LONGEST_KEPT
                        : name.startsWith(prefix);
                if (wanted) {
                    lines.add(InputLine.write(Files.readAllBytes(file)));
                }
            }
        }
        return lines;
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
