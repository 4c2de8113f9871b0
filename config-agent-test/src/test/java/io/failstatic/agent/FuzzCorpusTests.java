package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.failstatic.agent.config.RulesAndFlagsTarget;
import io.failstatic.agent.test.fuzz.FuzzCorpus;
import io.failstatic.agent.test.fuzz.FuzzTarget;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fuzzing found, and what it reached code with, once more; {@link GuidedFuzzingIT} looks for more. */
@Tag("G5")
class FuzzCorpusTests {

    @ParameterizedTest
    @MethodSource("targets")
    void copesWithEveryInputThatWasKept(FuzzTarget target) {
        FuzzCorpus corpus = FuzzCorpus.of(target);

        assertThat(corpus.size()).isGreaterThan(20);
        corpus.replay();
    }

    @Test
    void saysWhichInputItDoesNotCopeWith() {
        FuzzCorpus corpus = FuzzCorpus.of(new Choosy("a\\b\u00ff\n"));

        assertThatThrownBy(corpus::replay).isInstanceOf(AssertionError.class).hasMessage("no: a\\\\b\\xff\\n");
    }

    @Test
    void minutesAndMegabytesAreFindings() {
        assertThatThrownBy(() -> FuzzCorpus.of(new Slow()).replay()).hasMessageContaining("took");
        assertThatThrownBy(() -> FuzzCorpus.of(new Greedy()).replay()).hasMessageContaining("allocated");
    }

    static List<FuzzTarget> targets() {
        return List.of(new SnapshotTarget(), new SnapshotFileTarget(), new AnswerTarget(), new RulesAndFlagsTarget());
    }

    private record Choosy(String disliked) implements FuzzTarget {

        @Override
        public void take(byte[] input) {
            if (new String(input, StandardCharsets.ISO_8859_1).equals(disliked)) {
                throw new IllegalStateException("no");
            }
        }

        @Override
        public List<byte[]> seeds() {
            return List.of(disliked.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private record Slow() implements FuzzTarget {

        @Override
        public void take(byte[] input) {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long until = threads.getCurrentThreadCpuTime() + 60_000_000;
            while (threads.getCurrentThreadCpuTime() < until) {
                Thread.onSpinWait();
            }
        }
    }

    private record Greedy() implements FuzzTarget {

        @Override
        public void take(byte[] input) {
            assertThat(new byte[5 << 20]).isNotEmpty();
        }
    }
}
