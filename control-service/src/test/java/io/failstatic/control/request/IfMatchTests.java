package io.failstatic.control.request;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTests {

    @ParameterizedTest
    @ValueSource(strings = {"\"4\"", "4", "*", "\"3\", \"4\"", "\"3\",\"4\"", " \"4\" "})
    void holdsForTheStoredVersion(String header) {
        assertThatCode(() -> require(header, null)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "W/\"4\"", "\"44\"", "\"\"", "", "\"4", "\"3\", W/\"4\""})
    void failsForAnyOther(String header) {
        assertThatThrownBy(() -> require(header, null))
                .isInstanceOf(PreconditionFailedException.class)
                .hasFieldOrPropertyWithValue("storedVersion", 4L);
    }

    @Test
    void takesAVersionInTheBodyAsOne() {
        assertThatCode(() -> require(null, 4L)).doesNotThrowAnyException();
        assertThatThrownBy(() -> require(null, 3L)).isInstanceOf(PreconditionFailedException.class);
        assertThatThrownBy(() -> require("\"4\"", 3L)).isInstanceOf(PreconditionFailedException.class);
        assertThatCode(() -> IfMatch.of(null, true).require(4, 4L)).doesNotThrowAnyException();
    }

    @Test
    void isMissedOnlyWhereItIsRequired() {
        assertThatCode(() -> require(null, null)).doesNotThrowAnyException();
        assertThatThrownBy(() -> IfMatch.of(null, true).require(4, null))
                .isInstanceOf(PreconditionRequiredException.class);
    }

    private static void require(@Nullable String header, @Nullable Long bodyVersion) {
        IfMatch.of(header, false).require(4, bodyVersion);
    }
}
