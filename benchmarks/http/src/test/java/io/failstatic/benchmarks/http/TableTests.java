package io.failstatic.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTests {

    private final Map<String, List<Load>> loads = new LinkedHashMap<>();

    @Test
    void takesRatiosWithinRoundsAndShowsTheirMedianAndRange() {
        loads.put(Table.EDGE, List.of(load(700, 0), load(400, 0), load(900, 0)));
        loads.put("nginx", List.of(load(1000, 0), load(500, 0), load(1000, 0)));
        assertThat(printed(new Table(loads)))
                .contains("| 8 | edge over nginx, req/s | >= 0.6 | 0.80 [0.70 - 0.90] | met |");
    }

    @Test
    void oneFailedRequestUnderPublishesMissesTheGoal() {
        loads.put(Table.EDGE, List.of(load(1000, 0)));
        loads.put(Table.BUSY_EDGE, List.of(load(1000, 1)));
        Table table = new Table(loads);
        assertThat(printed(table)).contains("| 10 | the same, failed requests | 0 | 1 of 5000 | missed |");
        assertThat(table.allMet()).isFalse();
    }

    @Test
    void comparesStarts() {
        Table table = new Table(loads);
        table.started(Duration.ofMillis(2000), Duration.ofMillis(1000), Duration.ofMillis(300), Duration.ofMillis(200));
        assertThat(printed(table))
                .contains("over hello world | <= 1.3 | 2.00 [2.00 - 2.00] | missed |")
                .contains("| 18 | the same by CPU time | | 1.50 [1.50 - 1.50] | |");
    }

    @Test
    void whatWasNotMeasuredSaysSo() {
        assertThat(printed(new Table(loads)))
                .contains("| 7 | edge over the bare proxy, req/s | >= 0.93 | not measured | |");
    }

    private static Load load(double perSecond, long failed) {
        return new Load(perSecond, 1, 1, 5000, failed);
    }

    private static String printed(Table table) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        table.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
