package io.failstatic.control.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DifferencesTests {

    @Test
    void namesEveryPlaceThatDiffers() {
        assertThat(between(
                        "{\"a\":1,\"b\":{\"c\":[1,2]},\"d\":0,\"x/y\":1}",
                        "{\"a\":2,\"b\":{\"c\":[1,3]},\"e\":null,\"x/y\":1}"))
                .containsExactly("/a 1 2", "/b/c/1 2 3", "/d 0 null", "/e null null");
    }

    @Test
    void comparesListsOfOtherLengthAsAWhole() {
        assertThat(between("{\"a\":[1,2]}", "{\"a\":[1]}")).containsExactly("/a [1,2] [1]");
    }

    @Test
    void findsNothingBetweenEquals() {
        assertThat(between("{\"a\":{\"b\":1,\"c\":2}}", "{\"a\":{\"c\":2,\"b\":1}}"))
                .isEmpty();
    }

    private static List<String> between(String from, String to) {
        JsonMapper json = JsonMapper.shared();
        return Differences.between(json.readTree(from), json.readTree(to)).stream()
                .map(change -> change.pointer() + " " + change.from() + " " + change.to())
                .toList();
    }
}
