package io.failstatic.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokensTests {

    private final Tokens tokens = new Tokens(List.of(
            new AccessProperties.StaticToken("alice", RunningControl.sha256("a"), Set.of(Role.ADMIN)),
            new AccessProperties.StaticToken(
                    "bob", RunningControl.sha256("b").toUpperCase(java.util.Locale.ROOT), Set.of(Role.AGENT))));

    @Test
    void knowsTokensByTheirDigest() {
        assertThat(tokens.authenticate("a").map(Caller::name)).hasValue("alice");
        assertThat(tokens.authenticate("b").map(Caller::name)).hasValue("bob");
        assertThat(tokens.authenticate("A")).isEmpty();
        assertThat(tokens.authenticate("")).isEmpty();
        assertThat(tokens.authenticate(RunningControl.sha256("a"))).isEmpty();
    }

    @Test
    void readsBearerTokensOnly() {
        assertThat(tokens.authenticateHeader("bearer  a ")).isPresent();
        assertThat(tokens.authenticateHeader("Basic a")).isEmpty();
        assertThat(tokens.authenticateHeader("Bearer")).isEmpty();
        assertThat(tokens.authenticateHeader("a")).isEmpty();
    }

    @Test
    void rolesIncludeTheOnesBeforeButForTheAgents() {
        Caller admin = new Caller("a", Set.of(Role.ADMIN));
        assertThat(Role.values())
                .filteredOn(admin::has)
                .containsExactly(Role.VIEWER, Role.EDITOR, Role.OPERATOR, Role.ADMIN);
        assertThat(Role.values())
                .filteredOn(new Caller("e", Set.of(Role.EDITOR))::has)
                .containsExactly(Role.VIEWER, Role.EDITOR);
        assertThat(Role.values())
                .filteredOn(new Caller("x", Set.of(Role.AGENT))::has)
                .containsExactly(Role.AGENT);
    }

    @Test
    void takesOverOnlyHarmlessRequestIds() {
        assertThat(RequestId.choose("a-1_b.c")).isEqualTo("a-1_b.c");
        for (String harmful : new String[] {null, "", "a b", "a\nb", "\u001b[0m", "x".repeat(129)}) {
            assertThat(RequestId.choose(harmful)).hasSize(36);
        }
    }
}
