package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Announcement;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the headers of an answer say, read tolerantly: what cannot be understood is as good as absent. */
final class AnswerHeaders {

    private static final int MOST_DIGITS = 10;

    /** What a header says may become part of a refusal, and that of every poll: it must not outgrow a request. */
    private static final int LONGEST_VALUE = 512;

    private final HttpHeaders headers;

    AnswerHeaders(HttpHeaders headers) {
        this.headers = headers;
    }

    Announcement announcement() {
        return new Announcement(
                text("Config-Lineage"),
                number("Config-Epoch"),
                number("Config-Revision"),
                text("Config-Digest"),
                text("Config-Signature"));
    }

    @Nullable
    Duration pollInterval() {
        return seconds(text("Poll-Interval"));
    }

    /** {@code Retry-After} in seconds or as a date (RFC 9110, 10.2.3). */
    @Nullable
    Duration retryAfter(Clock clock) {
        String value = text("Retry-After");
        Duration seconds = seconds(value);
        if (seconds != null || value == null) {
            return seconds;
        }
        try {
            ZonedDateTime until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration left = Duration.between(clock.instant(), until.toInstant());
            return left.isNegative() ? null : left;
        } catch (DateTimeException e) {
            return null;
        }
    }

    boolean isJson() {
        String type = text("Content-Type");
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    /** The coding of the body, lower case; {@code identity} when none is named. */
    String coding() {
        String coding = text("Content-Encoding");
        return coding == null ? "identity" : coding.toLowerCase(Locale.ROOT);
    }

    private @Nullable String text(String name) {
        return headers.firstValue(name)
                .map(String::strip)
                .filter(value -> value.length() <= LONGEST_VALUE)
                .orElse(null);
    }

    private long number(String name) {
        String value = text(name);
        try {
            return value == null ? -1 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static @Nullable Duration seconds(@Nullable String value) {
        if (value == null || value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        String digits = value.replaceFirst("^0+(?=.)", "");
        return Duration.ofSeconds(digits.length() > MOST_DIGITS ? Integer.MAX_VALUE : Long.parseLong(digits));
    }
}
