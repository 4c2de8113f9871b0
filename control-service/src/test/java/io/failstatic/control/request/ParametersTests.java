package io.failstatic.control.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ParametersTests {

    @Test
    void reportsEverythingThatIsWrongAtOnce() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addParameter("nme", "a");
        request.addParameter("name", "");
        request.addParameter("pageSize", "1", "2");
        request.addParameter("tenantId", "a\0b");
        assertThatThrownBy(() -> Parameters.of(request, "name", "pageSize", "tenantId"))
                .isInstanceOfSatisfying(
                        InvalidParametersException.class,
                        e -> assertThat(e.errors())
                                .extracting(InvalidParametersException.ParameterError::parameter)
                                .containsExactlyInAnyOrder("nme", "name", "pageSize", "tenantId"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "201", "-1", "x", "1.5", "99999999999"})
    void refusesOtherPageSizes(String size) {
        Parameters parameters = with("pageSize", size);
        assertThatThrownBy(parameters::pageSize).isInstanceOf(InvalidParametersException.class);
    }

    @Test
    void hasAPageSizeWithoutBeingTold() {
        assertThat(Parameters.of(new MockHttpServletRequest()).pageSize()).isEqualTo(50);
        assertThat(with("pageSize", "200").pageSize()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "bm90LWEtbnVtYmVy", "a", "AA"})
    void refusesTokensItDidNotMake(String token) {
        Parameters parameters = with("pageToken", token);
        assertThatThrownBy(() -> parameters.pageStart(0L, Long::valueOf))
                .isInstanceOf(InvalidParametersException.class);
    }

    @Test
    void goesOnWhereAPageEnded() {
        Page<Integer> page = Page.of(List.of(1, 2, 3), 2, row -> row, row -> row);
        assertThat(page.items()).containsExactly(1, 2);
        String token = page.nextPageToken();
        assertThat(token).isNotNull();
        assertThat(with("pageToken", token).pageStart(0L, Long::valueOf)).isEqualTo(2);
        assertThat(Page.of(List.of(3), 2, row -> row, row -> row).nextPageToken())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "now",
                "2026-11-20",
                "0000-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void refusesInstantsThatNoDatabaseKnows(String instant) {
        Parameters parameters = with("from", instant);
        assertThatThrownBy(() -> parameters.instant("from")).isInstanceOf(InvalidParametersException.class);
    }

    private static Parameters with(String name, String value) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addParameter(name, value);
        return Parameters.of(request, name);
    }
}
