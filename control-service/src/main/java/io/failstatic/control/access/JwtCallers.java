package io.failstatic.control.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;

/** The callers that an OpenID provider vouches for, when one is configured. Thread-safe. */
@Slf4j
public final class JwtCallers {

    private static final int MAX_NAME = 200;

    private final @Nullable JwtDecoder decoder;
    private final String nameClaim;
    private final String rolesClaim;
    private final Set<String> takenNames;

    /**
     * @param decoder null when no provider is configured
     * @param takenNames of static tokens, which nobody else may bear
     */
    JwtCallers(@Nullable JwtDecoder decoder, String nameClaim, String rolesClaim, Set<String> takenNames) {
        this.decoder = decoder;
        this.nameClaim = nameClaim;
        this.rolesClaim = rolesClaim;
        this.takenNames = Set.copyOf(takenNames);
    }

    /**
     * Finds the caller of an {@code Authorization} header; empty unless it holds a token that the provider has signed for
     * this service and that is valid now. May ask the provider for its keys.
     *
     * @throws ProviderAwayException when the keys are not known and cannot be had
     */
    public Optional<Caller> authenticateHeader(String authorization) {
        if (decoder == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.empty();
        }
        String token = authorization.substring(7).strip();
        if (token.chars().filter(c -> c == '.').count() != 2) {
            return Optional.empty();
        }
        try {
            return caller(decoder.decode(token));
        } catch (BadJwtException e) {
            log.debug("A token was refused: {}", e.getMessage());
            return Optional.empty();
        } catch (JwtException | JwtDecoderInitializationException e) {
            throw new ProviderAwayException(e);
        }
    }

    private Optional<Caller> caller(Jwt jwt) {
        if (!(jwt.getClaims().get(nameClaim) instanceof String name)
                || name.isBlank()
                || name.length() > MAX_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            log.debug("A token was refused: claim {} is no name", nameClaim);
            return Optional.empty();
        }
        if (takenNames.contains(name)) {
            log.warn("A token of the provider was refused: {} is the name of a static one", name);
            return Optional.empty();
        }
        return Optional.of(new Caller(name, roles(jwt.getClaims())));
    }

    /** The roles that are known here; others may be meant for other services. */
    private Set<Role> roles(Map<String, Object> claims) {
        Set<String> names = texts(find(claims, rolesClaim))
                .map(text -> text.toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(Role.values()).filter(role -> names.contains(role.name())).forEach(roles::add);
        return roles;
    }

    /** A claim by its name, else by its path, as in {@code realm_access.roles}. */
    private static @Nullable Object find(Map<?, ?> claims, String name) {
        if (claims.containsKey(name)) {
            return claims.get(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && claims.get(name.substring(0, dot)) instanceof Map<?, ?> inner
                ? find(inner, name.substring(dot + 1))
                : null;
    }

    private static Stream<String> texts(@Nullable Object claim) {
        if (claim instanceof String text) {
            return List.of(text.split("[\\s,]+", -1)).stream();
        }
        return claim instanceof Collection<?> list
                ? list.stream().filter(String.class::isInstance).map(String.class::cast)
                : Stream.empty();
    }
}
