package io.failstatic.agent;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks of the agent in the text of the file {@code PIN}: one line, of which an empty one is
 * {@code pin}. The agent adds what it knows of a pin in lines below. <em>Immutable.</em>
 *
 * <pre>
 * pin [generation] [reason]     generation: 42, 1.42 or a digest; the snapshot in force when left out
 * forget [digest]
 * adopt [lineage]
 * unpin
 * </pre>
 *
 * @param argument what stands behind the verb, null when nothing does
 * @param reason for a pin, what else stands behind it
 * @param since for a pin, when the agent first obeyed; null when it has not yet
 * @param digest for a pin, what the agent first found under that number; null when it has not yet
 */
record OperatorOrder(
        Verb verb,
        @Nullable String argument,
        String reason,
        @Nullable Instant since,
        @Nullable String digest) {

    enum Verb {
        PIN,
        UNPIN,
        FORGET,
        ADOPT,
        /** Nothing that is known, which is no reason to go on as if nothing had been said. */
        UNCLEAR
    }

    private static final int LONGEST_REASON = 256;
    private static final Pattern NUMBER = Pattern.compile("(?:(\\d{1,18})\\.)?(\\d{1,18})");
    private static final Pattern DIGEST = Pattern.compile("sha-256=:[A-Za-z0-9+/]{43}=:");

    static OperatorOrder parse(String text) {
        List<String> lines = text.strip().lines().map(String::strip).toList();
        String line = lines.isEmpty() ? "pin" : lines.get(0);
        String[] words = line.split("\\s+", 2);
        String rest = words.length > 1 ? words[1] : "";
        String argument = rest.isEmpty() ? null : rest;
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "pin" -> pin(rest, lines);
            case "unpin" -> new OperatorOrder(Verb.UNPIN, null, "", null, null);
            case "forget" -> new OperatorOrder(Verb.FORGET, argument, "", null, null);
            case "adopt" -> new OperatorOrder(Verb.ADOPT, argument, "", null, null);
            default ->
                isGeneration(words[0])
                        ? pin(line, lines)
                        : new OperatorOrder(Verb.UNCLEAR, null, "not understood: " + plain(line), null, null);
        };
    }

    /** The text that makes the next process hold the same snapshot. */
    static String textOf(Pin pin) {
        String text = "pin " + pin.epoch() + "." + pin.revision() + " " + plain(pin.reason());
        String since = "\nsince: " + pin.since();
        return text.strip() + since + (pin.digest() == null ? "" : "\ndigest: " + pin.digest()) + "\n";
    }

    /** A pin of what has this name, or of what is in force when there is no name. */
    static OperatorOrder pin(@Nullable String generation, String reason) {
        return new OperatorOrder(Verb.PIN, generation, plain(reason), null, null);
    }

    /** Whether a text can name a generation. */
    static boolean isGeneration(String text) {
        return NUMBER.matcher(text).matches() || DIGEST.matcher(text).matches();
    }

    /** Whether the argument means the snapshot with this number and the short form of its digest. */
    boolean names(long epoch, long revision, String hash) {
        if (argument == null) {
            return false;
        }
        Matcher number = NUMBER.matcher(argument);
        if (!number.matches()) {
            return DIGEST.matcher(argument).matches()
                    && Digest.shortHex(argument).equals(hash);
        }
        return (number.group(1) == null || Long.parseLong(number.group(1)) == epoch)
                && Long.parseLong(number.group(2)) == revision;
    }

    /** Whether this is what the agent first found under the number. */
    boolean hasHash(String hash) {
        return digest != null && Digest.shortHex(digest).equals(hash);
    }

    private static OperatorOrder pin(String rest, List<String> lines) {
        String[] words = rest.split("\\s+", 2);
        boolean named = isGeneration(words[0]);
        String digest = value(lines, "digest:");
        String reason = named ? (words.length > 1 ? words[1] : "") : rest;
        return new OperatorOrder(
                Verb.PIN,
                named ? words[0] : null,
                plain(reason),
                instant(value(lines, "since:")),
                digest != null && DIGEST.matcher(digest).matches() ? digest : null);
    }

    private static @Nullable String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** In one line, and no longer than a line should be. */
    static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) : line;
    }
}
