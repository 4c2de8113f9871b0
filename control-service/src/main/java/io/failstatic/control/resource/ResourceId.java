package io.failstatic.control.resource;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The rule for ids: {@code [a-z0-9][a-z0-9-]{0,62}}. */
public final class ResourceId {

    static final TextRule RULE =
            new TextRule(Pattern.compile("[a-z0-9][a-z0-9-]{0,62}").asMatchPredicate(), "[a-z0-9][a-z0-9-]{0,62}");

    private static final char[] ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz".toCharArray();
    private static final int RANDOM_LENGTH = 12;

    private ResourceId() {}

    public static boolean isValid(String id) {
        return RULE.accepts().test(id);
    }

    /** Makes an id such as {@code policy-3k9x…}; 62 random bits, so that no two are equal. */
    public static String generate(Kind kind, RandomGenerator random) {
        StringBuilder id = new StringBuilder(kind.idPrefix()).append('-');
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            id.append(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return id.toString();
    }
}
