package io.failstatic.edge.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The one normaliser of request paths: percent-decoded once, repeated slashes merged, or refused where two readers could
 * understand a path differently. Routes are matched on its result and on nothing else; what is forwarded is the path as it
 * was sent. <em>Stateless.</em>
 */
public final class RequestPath {

    private RequestPath() {}

    /**
     * The path to match, or null for an ambiguous one: a dot segment, an encoded slash, a backslash, a control character,
     * a malformed escape, anything that is not UTF-8, all of them plain or encoded.
     *
     * @param raw the path as it was sent, without a query
     */
    public static @Nullable String normalise(String raw) {
        if (raw.isEmpty() || raw.charAt(0) != '/') {
            return null;
        }
        boolean plain = true;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#' || c == '?') {
                return null;
            }
            // A slash followed by a slash or a dot, and every escape, take the careful way.
            if (c == '%' || (c == '/' && i + 1 < raw.length() && isSlashOrDot(raw.charAt(i + 1)))) {
                plain = false;
            }
        }
        return plain ? raw : decode(raw);
    }

    /** The path of a request target with its query, if it has one; null where such a request is answered with 400. */
    public static @Nullable String ofTarget(String target) {
        RequestTarget parsed = RequestTarget.parse(target, "localhost");
        return parsed == null ? null : parsed.path();
    }

    private static boolean isSlashOrDot(char c) {
        return c == '/' || c == '.';
    }

    private static @Nullable String decode(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        byte previous = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int octet = octet(raw, i);
                if (octet < ' ' || octet == 0x7f || octet == '/' || octet == '\\') {
                    return null;
                }
                bytes.put((byte) octet);
                i += 2;
            } else if (c != '/' || previous != '/') {
                bytes.put((byte) c);
            }
            previous = bytes.get(bytes.position() - 1);
        }
        String path = utf8(bytes.flip());
        return path == null || hasControlCharacter(path) || hasDotSegment(path) ? null : path;
    }

    /** The escaped octet at this index, or -1. */
    private static int octet(String raw, int percent) {
        if (percent + 2 >= raw.length()) {
            return -1;
        }
        int high = hex(raw.charAt(percent + 1));
        int low = hex(raw.charAt(percent + 2));
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static @Nullable String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Those that only decoding brings to light: U+0080 to U+009F, of two octets each. */
    private static boolean hasControlCharacter(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (Character.isISOControl(path.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Also {@code ..;x}: some servers cut path parameters off before they resolve dots. */
    private static boolean hasDotSegment(String path) {
        int start = 1;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            int parameters = path.indexOf(';', start);
            int length = (parameters >= 0 && parameters < end ? parameters : end) - start;
            if ((length == 1 && path.charAt(start) == '.')
                    || (length == 2 && path.charAt(start) == '.' && path.charAt(start + 1) == '.')) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }
}
