package io.failstatic.agent.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * What the path of a routing rule covers: a prefix of the decoded path, which ends at a segment unless the rule ends in a
 * {@code *} inside one. <em>Immutable.</em>
 *
 * @param prefix decoded, without a trailing slash or star; empty covers every path
 * @param open whether the last segment may go on, as in {@code /a/b*}
 */
record PathPattern(String prefix, boolean open) {

    static PathPattern of(String path) {
        boolean star = path.endsWith("*");
        String raw = star ? path.substring(0, path.length() - 1) : path;
        boolean segment = raw.endsWith("/");
        String prefix = segment ? raw.substring(0, raw.length() - 1) : raw;
        return new PathPattern(decode(prefix), star && !segment);
    }

    private static String decode(String path) {
        return path.indexOf('%') < 0 ? path : URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
