package io.failstatic.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.Jwt;

class JwtCallersTests {

    private static final String BEARER = "Bearer a.b.c";

    @Test
    void takesItsRolesFromTheClaimThatIsConfigured() {
        assertThat(roles("roles", Map.of("roles", List.of("EDITOR", "something", 7))))
                .containsExactly(Role.EDITOR);
        assertThat(roles("roles", Map.of("roles", "viewer operator"))).containsOnly(Role.VIEWER, Role.OPERATOR);
        assertThat(roles("groups", Map.of("groups", List.of("ADMIN"), "roles", List.of("AGENT"))))
                .containsExactly(Role.ADMIN);
        assertThat(roles("realm_access.roles", Map.of("realm_access", Map.of("roles", List.of("ADMIN")))))
                .containsExactly(Role.ADMIN);
        assertThat(roles("https://example.com/roles", Map.of("https://example.com/roles", List.of("ADMIN"))))
                .containsExactly(Role.ADMIN);
        assertThat(roles("a.b", Map.of("a.b", List.of("VIEWER"), "a", Map.of("b", List.of("ADMIN")))))
                .containsExactly(Role.VIEWER);
        assertThat(roles("roles", Map.of("scope", "ADMIN"))).isEmpty();
        assertThat(roles("roles", Map.of("roles", Map.of("ADMIN", true)))).isEmpty();
        assertThat(roles("roles", Map.of("roles", "ADMINISTRATOR"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "static", "a\nb", "LONG"})
    void refusesNamesThatNobodyMayBear(String name) {
        assertThat(callers("sub", "roles", Map.of("sub", name.equals("LONG") ? "x".repeat(201) : name))
                        .authenticateHeader(BEARER))
                .isEmpty();
    }

    @Test
    void takesTheNameFromTheClaimThatIsConfigured() {
        Map<String, Object> claims = Map.of("sub", "1234", "preferred_username", "olga");
        assertThat(callers("preferred_username", "roles", claims).authenticateHeader(BEARER))
                .map(Caller::name)
                .hasValue("olga");
        assertThat(callers("email", "roles", claims).authenticateHeader(BEARER)).isEmpty();
    }

    @Test
    void knowsNobodyWithoutAProviderAndNothingThatIsNoJwt() {
        JwtCallers none = new JwtCallers(null, "sub", "roles", Set.of());
        assertThat(none.authenticateHeader(BEARER)).isEmpty();
        JwtCallers some = callers("sub", "roles", Map.of("sub", "olga"));
        assertThat(some.authenticateHeader("bearer a.b.c")).isPresent();
        assertThat(some.authenticateHeader("Bearer opaque")).isEmpty();
        assertThat(some.authenticateHeader("Basic a.b.c")).isEmpty();
    }

    private static Set<Role> roles(String claim, Map<String, Object> claims) {
        Map<String, Object> all = new HashMap<>(claims);
        all.put("sub", "olga");
        Optional<Caller> caller = callers("sub", claim, all).authenticateHeader(BEARER);
        return caller.orElseThrow().roles();
    }

    private static JwtCallers callers(String nameClaim, String rolesClaim, Map<String, Object> claims) {
        Jwt jwt = Jwt.withTokenValue("a.b.c")
                .header("alg", "RS256")
                .claims(all -> all.putAll(claims))
                .build();
        return new JwtCallers(token -> jwt, nameClaim, rolesClaim, Set.of("static"));
    }
}
