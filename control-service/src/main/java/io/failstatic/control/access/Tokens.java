package io.failstatic.control.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The static bearer tokens that are accepted, known by their digests only. <i>Immutable.</i> */
public final class Tokens {

    private final List<Known> known;

    Tokens(List<AccessProperties.StaticToken> tokens) {
        this.known = tokens.stream()
                .map(token ->
                        new Known(HexFormat.of().parseHex(token.sha256()), new Caller(token.name(), token.roles())))
                .toList();
    }

    /** Finds the caller that holds a token; takes the same time whichever digest it has. */
    public Optional<Caller> authenticate(String bearer) {
        byte[] digest = sha256(bearer);
        Caller caller = null;
        for (Known candidate : known) {
            if (MessageDigest.isEqual(candidate.digest, digest)) {
                caller = candidate.caller;
            }
        }
        return Optional.ofNullable(caller);
    }

    /** Finds the caller of an {@code Authorization} header; empty unless it is a bearer token that is known. */
    public Optional<Caller> authenticateHeader(String authorization) {
        return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? authenticate(authorization.substring(7).strip())
                : Optional.empty();
    }

    /** Who holds a token. */
    Set<String> names() {
        return known.stream().map(token -> token.caller.name()).collect(Collectors.toSet());
    }

    static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Known {

        private final byte[] digest;
        private final Caller caller;

        private Known(byte[] digest, Caller caller) {
            this.digest = digest;
            this.caller = caller;
        }
    }
}
