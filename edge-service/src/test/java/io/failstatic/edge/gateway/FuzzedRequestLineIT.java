package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.fuzz.FuzzResult;
import io.failstatic.agent.test.fuzz.GuidedFuzzing;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Looks for request lines that can be read in two ways, for {@code -Dfuzzing.seconds}; in the profile {@code fuzzing}. */
@Tag("G5")
@Tag("fuzzing")
class FuzzedRequestLineIT {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("fuzzing.seconds", 60));

    @Test
    void findsNothing() throws Exception {
        FuzzResult result = new GuidedFuzzing(Path.of("target", "fuzzing")).run(new RequestLineTarget(), TIME);

        System.out.println(result);
        assertThat(result.finding()).isNull();
        assertThat(result.coverageBefore()).isPositive();
    }
}
