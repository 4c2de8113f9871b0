package io.failstatic.control.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.failstatic.control.request.InvalidParametersException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "8e03978e-40d5-43dd-bc93-6894a57f9324|8e03978e-40d5-43dd-bc93-6894a57f9324",
                "\"8e03978e\"|8e03978e",
                "  \"a b\" |a b",
                "\"a\\\"b\\\\c\"|a\"b\\c",
                "a\\b|a\\b"
            })
    void isTheSameQuotedAndBare(String header, String value) {
        assertThat(IdempotencyKey.of(List.of(header)).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\"\"", "\" \"", "\"a", "a\"", "\"a\";b=1", "a\"b", "a\tb", "\"a\u0001\"", "\u007f"})
    void isRefusedWhenMalformed(String header) {
        assertThatThrownBy(() -> IdempotencyKey.of(List.of(header))).isInstanceOf(InvalidParametersException.class);
    }

    @Test
    void hasAtMost255Characters() {
        assertThat(IdempotencyKey.of(List.of("\"" + "k".repeat(255) + "\"")).value())
                .hasSize(255);
        assertThatThrownBy(() -> IdempotencyKey.of(List.of("k".repeat(256))))
                .isInstanceOf(InvalidParametersException.class);
    }

    @Test
    void isGivenOnce() {
        assertThatThrownBy(() -> IdempotencyKey.of(List.of("a", "a"))).isInstanceOf(InvalidParametersException.class);
    }
}
