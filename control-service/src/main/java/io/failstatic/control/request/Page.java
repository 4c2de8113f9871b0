package io.failstatic.control.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextPageToken where the list goes on; null at its end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> items, @Nullable String nextPageToken) {

    /**
     * Makes a page of rows, of which one more than the page holds was asked for.
     *
     * @param position of a row in the order of the list
     */
    public static <R, T> Page<T> of(List<R> rows, int size, Function<R, Object> position, Function<R, T> item) {
        boolean more = rows.size() > size;
        List<R> shown = more ? rows.subList(0, size) : rows;
        String token = more ? token(String.valueOf(position.apply(shown.get(size - 1)))) : null;
        return new Page<>(shown.stream().map(item).toList(), token);
    }

    private static String token(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    static String position(String token) {
        String position = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        if (position.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("position: control characters (expected: what a page said)");
        }
        return position;
    }
}
