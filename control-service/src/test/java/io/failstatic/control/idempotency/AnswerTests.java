package io.failstatic.control.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"keyId\":\"k\",\"apiKey\":\"fsk_1\"}|{\"keyId\":\"k\"}",
                "{\"content\":{\"apiKey\":\"x\"}, \"n\":1.0}|{\"content\":{\"apiKey\":\"x\"}, \"n\":1.0}",
                "{\"apiKeys\":[]}|{\"apiKeys\":[]}",
                "not \"apiKey\" json|not \"apiKey\" json"
            })
    void isKeptWithoutItsSecretAndOtherwiseByteForByte(String body, String kept) {
        Answer answer = new Answer(201, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(answer.withoutSecret().body(), StandardCharsets.UTF_8))
                .isEqualTo(kept);
    }
}
