package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.fuzz.FuzzCorpus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What fuzzing found, and what it reached code with, once more; {@link FuzzedRequestLineIT} looks for more. */
@Tag("G5")
class FuzzedRequestLineTests {

    @Test
    void copesWithEveryInputThatWasKept() {
        FuzzCorpus corpus = FuzzCorpus.of(new RequestLineTarget());

        assertThat(corpus.size()).isGreaterThan(20);
        corpus.replay();
    }
}
