package io.failstatic.edge.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationContextTests {

    @Test
    void readsTenantAndTargetingKeyAndIgnoresTheRest() throws Exception {
        assertThat(parse("{\"context\":{\"tenantId\":\"acme\",\"targetingKey\":\"u1\",\"country\":[1]},\"more\":1}"))
                .isEqualTo(new EvaluationContext("acme", "u1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"context\":null}", "{\"context\":{}}", "{\"context\":{\"tenantId\":null}}"})
    void whatIsLeftOutIsNobody(String body) throws Exception {
        assertThat(parse(body)).isEqualTo(new EvaluationContext(null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|PARSE_ERROR",
                "[]|PARSE_ERROR",
                "7|PARSE_ERROR",
                "{\"context\":{}} x|PARSE_ERROR",
                "{\"context\":[]}|INVALID_CONTEXT",
                "{\"context\":\"x\"}|INVALID_CONTEXT",
                "{\"context\":{\"tenantId\":7}}|INVALID_CONTEXT",
                "{\"context\":{\"targetingKey\":{}}}|INVALID_CONTEXT"
            })
    void whatIsNoContextIsRefusedInOpenFeaturesWords(String body, String code) {
        assertThatExceptionOfType(EvaluationContext.RefusedException.class)
                .isThrownBy(() -> parse(body))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        assertThatExceptionOfType(EvaluationContext.RefusedException.class)
                .isThrownBy(() -> parse(" ".repeat(64 * 1024 + 1)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("INVALID_CONTEXT"));
    }

    private static EvaluationContext parse(String body) throws EvaluationContext.RefusedException {
        return EvaluationContext.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
