package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.OperatorOrder.Verb;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorOrderTests {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'', PIN, -, ''",
                "pin, PIN, -, ''",
                "PIN 1.42, PIN, 1.42, ''",
                "pin 42 checkout fails, PIN, 42, checkout fails",
                "pin checkout fails, PIN, -, checkout fails",
                "1.42, PIN, 1.42, ''",
                "42 because, PIN, 42, because",
                "unpin, UNPIN, -, ''",
                "forget, FORGET, -, ''",
                "forget sha-256=:x:, FORGET, sha-256=:x:, ''",
                "adopt, ADOPT, -, ''",
                "adopt 5f0c, ADOPT, 5f0c, ''",
                "forgett, UNCLEAR, -, not understood: forgett",
            })
    void readsOneLine(String text, Verb verb, String argument, String reason) {
        assertThat(OperatorOrder.parse(text)).isEqualTo(new OperatorOrder(verb, argument, reason, null, null));
        assertThat(OperatorOrder.parse(" " + text + " \n")).isEqualTo(OperatorOrder.parse(text));
    }

    @Test
    void readsWhatItWroteWhateverTheReasonIs() {
        SnapshotId id = Published.of(1, 42).id();
        Pin pin = Pin.at(id, Instant.parse("2026-11-20T10:00:00Z"), "digest: none\n\u0000since: ever");
        OperatorOrder order = OperatorOrder.parse(OperatorOrder.textOf(pin));
        assertThat(order)
                .isEqualTo(new OperatorOrder(Verb.PIN, "1.42", "digest: none since: ever", pin.since(), id.digest()));
        assertThat(order.hasHash(Digest.shortHex(id.digest()))).isTrue();
    }

    @Test
    void namesASnapshotByNumberOrDigest() {
        String digest = Published.of(1, 42).id().digest();
        String hash = Digest.shortHex(digest);
        assertThat(OperatorOrder.pin("42", "").names(7, 42, "x")).isTrue();
        assertThat(OperatorOrder.pin("1.42", "").names(7, 42, "x")).isFalse();
        assertThat(OperatorOrder.pin(digest, "").names(7, 41, hash)).isTrue();
        assertThat(OperatorOrder.pin(digest, "").names(7, 41, "x")).isFalse();
        assertThat(OperatorOrder.pin(null, "").names(0, 0, "")).isFalse();
    }
}
