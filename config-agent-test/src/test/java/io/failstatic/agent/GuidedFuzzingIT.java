package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.fuzz.FuzzResult;
import io.failstatic.agent.test.fuzz.FuzzTarget;
import io.failstatic.agent.test.fuzz.GuidedFuzzing;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Looks for inputs that nobody has thought of, for {@code -Dfuzzing.seconds} per target; in the profile {@code fuzzing}. */
@Tag("G5")
@Tag("fuzzing")
class GuidedFuzzingIT {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("fuzzing.seconds", 60));
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    private final GuidedFuzzing fuzzing = new GuidedFuzzing(Path.of("target", "fuzzing"));

    @ParameterizedTest
    @MethodSource("io.failstatic.agent.FuzzCorpusTests#targets")
    void findsNothing(FuzzTarget target) throws Exception {
        FuzzResult result = fuzzing.run(target, TIME);

        System.out.println(result);
        assertThat(result.finding()).isNull();
        assertThat(result.coverageBefore()).isPositive();
    }

    @Test
    void findsWhatIsHiddenBehindOneConditionAfterTheOther() throws Exception {
        FuzzResult result = fuzzing.run(new PlantedBugTarget(), LONG_ENOUGH);

        System.out.println(result);
        assertThat(result.finding())
                .contains("planted", "\nfailstatic", "src/test/resources/io/failstatic/agent/PlantedBugTarget.txt");
        assertThat(result.coverageAfter()).isGreaterThan(result.coverageBefore());
    }
}
