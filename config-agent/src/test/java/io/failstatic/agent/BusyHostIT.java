package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One processor, and eight threads of the host that never rest; {@code -Pfaults}. */
@Tag("faults")
@Tag("G5")
class BusyHostIT {

    private static final int POLLS = 10;

    @TempDir
    private Path scratch;

    @Test
    void pollsAtLeastOnceInThreeIntervalsWhereTheHostTakesAllOfTheProcessor() throws Exception {
        List<String> command = new ArrayList<>(onOneProcessor());
        command.addAll(List.of(HostProcess.java(), "-XX:ActiveProcessorCount=1", "-XX:+UseSerialGC"));
        HostProcess host = HostProcess.run(
                scratch, command, System.getProperty("java.class.path"), BusyHost.class, "8", Integer.toString(POLLS));
        String last = host.said().get(host.said().size() - 1);
        assertThat(last).startsWith("took ");
        assertThat(Long.parseLong(last.substring("took ".length())))
                .isLessThan(3 * BusyHost.INTERVAL.toMillis() * POLLS);
    }

    /** Where there is no taskset the JVM alone believes that it has one processor. */
    private static List<String> onOneProcessor() throws InterruptedException {
        try {
            boolean works =
                    new ProcessBuilder("taskset", "-c", "0", "true").start().waitFor() == 0;
            return works ? List.of("taskset", "-c", "0") : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
