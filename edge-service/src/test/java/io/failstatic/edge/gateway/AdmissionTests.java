package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTests {

    private final Admission admission = new Admission(100, 0.8);

    @Test
    void oneServiceGetsItsShareAndTheRestIsLeft() {
        assertThat(fill(admission, "hanging")).hasSize(80);
        assertThat(fill(admission, "other")).isNotEmpty();
    }

    @Test
    void aSecondServiceThatHangsGetsItsShareOfWhatIsLeft() {
        fill(admission, "hanging");
        assertThat(fill(admission, "hanging-too")).hasSize(16);
        assertThat(fill(admission, "other")).isNotEmpty();
        assertThat(admission.inFlight()).isLessThanOrEqualTo(100);
    }

    @Test
    void placesThatAreLeftAreFreeAgain() {
        List<Admission.Place> places = fill(admission, "a");
        assertThat(admission.tryEnter("a")).isNull();
        places.forEach(Admission.Place::leave);
        assertThat(admission.inFlight()).isZero();
        assertThat(fill(admission, "a")).hasSize(80);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 2000})
    void withAWholeShareOneServiceMayTakeEverythingAndNotOneMore(int max) {
        Admission whole = new Admission(max, 1);
        assertThat(fill(whole, "a")).hasSize(max);
        assertThat(whole.tryEnter("b")).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void fewPlacesAreStillPlaces(int max) {
        assertThat(fill(new Admission(max, 0.5), "a")).isNotEmpty();
    }

    private static List<Admission.Place> fill(Admission admission, String service) {
        List<Admission.Place> places = new ArrayList<>();
        for (Admission.Place place = admission.tryEnter(service); place != null; place = admission.tryEnter(service)) {
            places.add(place);
        }
        return places;
    }
}
