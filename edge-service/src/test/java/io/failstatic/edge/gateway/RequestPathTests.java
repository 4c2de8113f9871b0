package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTests {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/a/b/, /a/b/",
        "//a///b, /a/b",
        "/%61%2Db, /a-b",
        "/caf%C3%A9, /café",
        "/a;x=1/b, /a;x=1/b",
        "/a%20b, /a b",
        "/a%25b, /a%b",
        "/.well-known/x, /.well-known/x",
        "/a/...,/a/...",
        "/a/.b/..c,/a/.b/..c",
        "/A/b,/A/b",
        "/a%3Fb,/a?b"
    })
    void decodesAndMerges(String raw, String expected) {
        assertThat(RequestPath.normalise(raw)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a", "*", "/..", "/.", "/a/../b", "/a/./b", "/a/..", "/%2e%2e/a", "/%2E/a", "/.%2e/a", "/a/..;/b",
                        "/a/..;x=1",
                "/a/.;/b", "/a%2fb", "/a%2Fb", "/a\\b", "/a%5cb", "/a%00", "/a%0a", "/a%7f", "/a\tb", "/a b", "/a%",
                        "/a%4", "/a%zz",
                "/a%c0%ae", "/a%c2%85", "/a%ff", "/aé", "/a#b", "//../a", "/%2e%2e"
            })
    void refusesWhatCanBeReadInTwoWays(String raw) {
        assertThat(RequestPath.normalise(raw)).isNull();
    }

    @Test
    void neverThrowsNorLetsAnAmbiguousPathThrough() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        String[] parts = {
            "/", ".", "..", "%2e", "%2F", "%5C", "\\", "a", "é", "%", "%c3", "%a9", ";", "//", "%00", "\u0000", "b"
        };
        for (int i = 0; i < 200_000; i++) {
            StringBuilder raw = new StringBuilder("/");
            for (int n = random.nextInt(8); n > 0; n--) {
                raw.append(parts[random.nextInt(parts.length)]);
            }
            String path = RequestPath.normalise(raw.toString());
            if (path != null) {
                String about = "seed " + seed + ": " + raw + " -> " + path;
                assertThat(path).as(about).startsWith("/").doesNotContain("//", "\\", "\u0000");
                for (String segment : path.split("/", -1)) {
                    assertThat(segment.split(";", 2)[0]).as(about).isNotIn(".", "..");
                }
                long slashes = raw.chars().filter(c -> c == '/').count();
                assertThat(path.chars().filter(c -> c == '/').count()).as(about).isLessThanOrEqualTo(slashes);
            }
        }
    }
}
