package io.failstatic.control.request;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The versions that a caller says to have seen. Immutable.
 *
 * @param versions opaque tags; null when the caller says nothing
 * @param required whether saying nothing is refused
 */
public record IfMatch(@Nullable Set<String> versions, boolean required) {

    /** A strong tag, with or without its quotes; a weak one can never match. */
    private static final Pattern TAG = Pattern.compile("(?:^|,)\\s*(?:\"([^\"]*)\"|([^\\s\",/]+))\\s*(?=,|$)");

    private static final String ANY = "*";

    public IfMatch {
        versions = versions == null ? null : Set.copyOf(versions);
    }

    /** The same demand for one part of a request, which says itself what the caller has seen. */
    public IfMatch of(@Nullable Long version) {
        return new IfMatch(version == null ? null : Set.of(version.toString()), required);
    }

    static IfMatch of(@Nullable String header, boolean required) {
        if (header == null) {
            return new IfMatch(null, required);
        }
        Set<String> tags = TAG.matcher(header)
                .results()
                .map(tag -> tag.group(1) == null ? tag.group(2) : tag.group(1))
                .collect(Collectors.toSet());
        return new IfMatch(tags, required);
    }

    /**
     * Holds the stored version against what the caller has seen.
     *
     * @param bodyVersion the version in the body, which says the same; null when there is none
     */
    public void require(long storedVersion, @Nullable Long bodyVersion) {
        Set<String> seen = versions;
        if (seen == null && bodyVersion == null && required) {
            throw new PreconditionRequiredException();
        }
        boolean headerMatches = seen == null || seen.contains(ANY) || seen.contains(Long.toString(storedVersion));
        boolean bodyMatches = bodyVersion == null || bodyVersion == storedVersion;
        if (!headerMatches || !bodyMatches) {
            throw new PreconditionFailedException(storedVersion);
        }
    }
}
