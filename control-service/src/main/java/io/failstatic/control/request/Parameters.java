package io.failstatic.control.request;

import io.failstatic.control.request.InvalidParametersException.ParameterError;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request, read strictly: one that is unknown, empty or repeated is refused, because a filter that
 * is ignored answers everything. Immutable.
 */
public final class Parameters {

    /** Name of the page size of every list. */
    public static final String PAGE_SIZE = "pageSize";

    /** Name of the position of every list. */
    public static final String PAGE_TOKEN = "pageToken";

    private static final int DEFAULT_PAGE_SIZE = 50;
    private static final int MAX_PAGE_SIZE = 200;

    /** Databases know fewer years than Java. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * The parameters of a request.
     *
     * @throws InvalidParametersException when one is not among {@code known}, empty or repeated
     */
    public static Parameters of(HttpServletRequest request, String... known) {
        Set<String> names = Set.of(known);
        Map<String, String> values = new HashMap<>();
        List<ParameterError> errors = new ArrayList<>();
        request.getParameterMap().forEach((name, given) -> {
            if (!names.contains(name)) {
                errors.add(new ParameterError(name, "unknown"));
            } else if (given.length > 1) {
                errors.add(new ParameterError(name, "given " + given.length + " times"));
            } else if (given[0].isBlank()) {
                errors.add(new ParameterError(name, "empty"));
            } else if (given[0].chars().anyMatch(Character::isISOControl)) {
                errors.add(new ParameterError(name, "has control characters"));
            } else {
                values.put(name, given[0]);
            }
        });
        if (!errors.isEmpty()) {
            throw new InvalidParametersException(errors);
        }
        return new Parameters(values);
    }

    public @Nullable String text(String name) {
        return values.get(name);
    }

    /** A version or another number that counts from 1. */
    public @Nullable Long number(String name) {
        return parse(name, "an integer from 1", text -> {
            long number = Long.parseLong(text);
            if (number < 1) {
                throw new NumberFormatException();
            }
            return number;
        });
    }

    /** The same, which must be there. */
    public long requiredNumber(String name) {
        Long number = number(name);
        if (number == null) {
            throw new InvalidParametersException(List.of(new ParameterError(name, "missing")));
        }
        return number;
    }

    public @Nullable Boolean flag(String name) {
        return parse(name, "true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        });
    }

    public @Nullable Instant instant(String name) {
        return parse(name, "an instant such as 2026-11-20T10:00:00Z", text -> {
            Instant instant = Instant.parse(text);
            if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
                throw new IllegalArgumentException(text);
            }
            return instant;
        });
    }

    /** The same, which must be there. */
    public Instant requiredInstant(String name) {
        Instant instant = instant(name);
        if (instant == null) {
            throw new InvalidParametersException(List.of(new ParameterError(name, "missing")));
        }
        return instant;
    }

    /** The value of a closed set, by its name. */
    public <E extends Enum<E>> @Nullable E constant(String name, Class<E> type) {
        return parse(name, "one of " + List.of(type.getEnumConstants()), text -> Enum.valueOf(type, text));
    }

    public int pageSize() {
        Integer size = parse(PAGE_SIZE, "1 to " + MAX_PAGE_SIZE, text -> {
            int number = Integer.parseInt(text);
            if (number < 1 || number > MAX_PAGE_SIZE) {
                throw new NumberFormatException();
            }
            return number;
        });
        return size == null ? DEFAULT_PAGE_SIZE : size;
    }

    /** The position that a list goes on after; {@code start} without a token. */
    public <T> T pageStart(T start, Function<String, T> position) {
        T parsed = parse(PAGE_TOKEN, "a nextPageToken of the same list", text -> position.apply(Page.position(text)));
        return parsed == null ? start : parsed;
    }

    private <T> @Nullable T parse(String name, String expected, Function<String, T> parser) {
        String text = values.get(name);
        if (text == null) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new InvalidParametersException(
                    List.of(new ParameterError(name, "not accepted (expected: " + expected + ")")));
        }
    }
}
