package io.failstatic.edge.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.test.fuzz.FuzzTarget;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What a client asks for: the request target, and after a line break the {@code Host}. It is refused, or can be read in one
 * way only, whoever reads it.
 */
final class RequestLineTarget implements FuzzTarget {

    @Override
    public void take(byte[] input) {
        String[] lines = new String(input, ISO_8859_1).split("\n", 2);
        RequestTarget target = RequestTarget.parse(lines[0], lines.length < 2 ? "localhost:9080" : lines[1]);
        if (target == null) {
            return;
        }
        String origin = target.origin();
        assertThat(origin.startsWith("/") && only(origin, c -> c > ' ' && c < 0x7f && c != '#'))
                .isTrue();
        assertThat(target.host()).matches("[A-Za-z0-9._~:\\[\\]%!$&'()*+;=-]+");
        assertThat(lines[0].endsWith(target.origin()) || target.origin().equals("/" + query(lines[0])))
                .as("forwarded as it was sent")
                .isTrue();
        String sent = target.origin().split("\\?", 2)[0];
        assertThat(target.path()).isEqualTo(RequestPath.normalise(sent));
        hasOneReading(target.path(), sent);
    }

    private static void hasOneReading(String path, String sent) {
        assertThat(path).startsWith("/").doesNotContain("//", "\\");
        assertThat(only(path, c -> !Character.isISOControl(c))).isTrue();
        for (String segment : path.split("/", -1)) {
            String name = segment.split(";", 2)[0];
            assertThat(name.equals(".") || name.equals("..")).isFalse();
        }
        assertThat(sent.length()).isGreaterThanOrEqualTo(path.length());
        // An upstream that merges no slashes sees the same segments, empty ones aside.
        assertThat(segments(sent.replaceAll("%..", "x"))).isEqualTo(segments(path));
        // Written out with every octet escaped it is the same path, and so is what that gives once more.
        assertThat(RequestPath.normalise(escaped(path))).isEqualTo(path);
    }

    private static boolean only(String text, IntPredicate allowed) {
        return text.chars().allMatch(allowed);
    }

    private static long segments(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .count();
    }

    private static String escaped(String path) {
        HexFormat hex = HexFormat.of().withUpperCase();
        StringBuilder escaped = new StringBuilder();
        for (byte octet : path.getBytes(UTF_8)) {
            if (octet == '/') {
                escaped.append('/');
            } else {
                escaped.append('%').append(hex.toHexDigits(octet));
            }
        }
        return escaped.toString();
    }

    private static String query(String uri) {
        int question = uri.indexOf('?');
        return question < 0 ? "" : uri.substring(question);
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                bytes("/api/v2/users?q=1&r=%20#"),
                bytes("/a//b/./c/..;x/%2e%2E/%2F/%5c\nexample.org"),
                bytes("/caf%C3%A9/%25/a+b;c=d/\n[::1]:9080"),
                bytes("http://user@example.org/x?y"),
                bytes("https://example.org?y"),
                bytes("*"),
                bytes("/%c0%ae/%00/%7f"),
                bytes("/a%C2%85b"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
