package io.failstatic.control.access;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of who may call.
 *
 * @param tokens the static bearer tokens, as digests; empty means that the first start makes its own
 * @param rolesClaim the claim of an OpenID token that holds roles, by its name or by its path with dots
 * @param allowPlaintext whether the listeners may leave loopback without TLS
 */
@ConfigurationProperties("control.security")
public record AccessProperties(
        @DefaultValue List<StaticToken> tokens,
        @DefaultValue("roles") String rolesClaim,
        @DefaultValue("false") boolean allowPlaintext) {

    public AccessProperties {
        tokens = List.copyOf(tokens);
        if (rolesClaim.isBlank()) {
            throw new IllegalArgumentException("control.security.roles-claim: empty (expected: the name of a claim)");
        }
        Set<String> names = new HashSet<>();
        Set<String> digests = new HashSet<>();
        for (StaticToken token : tokens) {
            if (!names.add(token.name())) {
                throw new IllegalArgumentException(
                        "control.security.tokens: two named " + token.name() + " (expected: distinct names)");
            }
            if (!digests.add(token.sha256())) {
                throw new IllegalArgumentException("control.security.tokens: " + token.name()
                        + " has the digest of another one (expected: distinct tokens)");
            }
        }
    }

    /**
     * One accepted token.
     *
     * @param name who holds it; appears in the audit log
     * @param sha256 64 hex digits: the SHA-256 of the token's UTF-8 bytes
     * @param roles what its holder may do
     */
    public record StaticToken(String name, String sha256, Set<Role> roles) {

        /** What the audit log has room for. */
        private static final int MAX_NAME = 200;

        private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

        @SuppressWarnings("ConstantValue") // The binder passes null for what is not set.
        public StaticToken {
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException("control.security.tokens: a token has no name (expected: a name)");
            }
            if (name.length() > MAX_NAME) {
                throw new IllegalArgumentException("control.security.tokens: a name of " + name.length()
                        + " characters (expected: at most " + MAX_NAME + ")");
            }
            sha256 = sha256 == null ? "" : sha256.strip().toLowerCase(Locale.ROOT);
            if (!HEX.matcher(sha256).matches()) {
                // The value may be a token pasted by mistake: it is not repeated.
                throw new IllegalArgumentException(
                        "control.security.tokens: sha256 of " + name + " (expected: 64 hex digits)");
            }
            if (roles == null || roles.isEmpty()) {
                throw new IllegalArgumentException(
                        "control.security.tokens: " + name + " has no roles (expected: at least one)");
            }
            roles = Set.copyOf(roles);
        }
    }
}
