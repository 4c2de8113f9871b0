package io.failstatic.control.access;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.failstatic.control.RunningControl;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers whom an OpenID provider vouches for, beside those with static tokens. */
class ProviderIT {

    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

    @TempDir
    static Path data;

    private static Provider provider;
    private static RunningControl control;

    @BeforeAll
    static void start() {
        provider = new Provider();
        control = RunningControl.start(
                data.resolve("shared"),
                JWT + "jwk-set-uri=" + provider.issuer() + "/keys",
                JWT + "issuer-uri=" + provider.issuer(),
                JWT + "audiences=" + Provider.AUDIENCE);
    }

    @AfterAll
    static void stop() {
        control.close();
        provider.close();
    }

    @Test
    void rolesComeFromTheToken() {
        String editor = provider.token("olga", "EDITOR", "unknown");
        HttpResponse<String> created = control.admin(editor, "POST", "/api/v1/tenants", "{\"name\":\"n\"}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(json(created).get("updatedBy").asString()).isEqualTo("olga");
        assertThat(control.admin(editor, "POST", "/api/v1/freeze", "{\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(status(provider.token("vera", "VIEWER"))).isEqualTo(200);
        assertThat(status(provider.token("nora"))).isEqualTo(403);
        assertThat(status(provider.token("robot", "AGENT"))).isEqualTo(403);
        assertThat(control.admin(provider.token("ada", "ADMIN"), "POST", "/api/v1/tenants/nobody/api-keys", null)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void staticTokensGoOnWorking() {
        assertThat(status(ADMIN)).isEqualTo(200);
        assertThat(status("wrong")).isEqualTo(401);
        // No token of the provider may act under the name of a static one.
        assertUnknown(provider.token("alice", "ADMIN"));
    }

    @Test
    void keysAreTheProvidersCallersOwn() {
        String body = "{\"name\":\"n\"}";
        HttpResponse<String> first = control.admin(
                provider.token("olga", "EDITOR"), "POST", "/api/v1/tenants", body, "Idempotency-Key", "k");
        HttpResponse<String> again = control.admin(
                provider.token("olga", "EDITOR"), "POST", "/api/v1/tenants", body, "Idempotency-Key", "k");
        HttpResponse<String> other = control.admin(
                provider.token("otto", "EDITOR"), "POST", "/api/v1/tenants", body, "Idempotency-Key", "k");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(json(other).get("id")).isNotEqualTo(json(first).get("id"));
    }

    @Test
    void whatIsWrongWithATokenMakesItNobodys() {
        Instant now = Instant.now();
        Date past = Date.from(now.minus(Duration.ofMinutes(5)));
        assertUnknown(provider.sign(
                provider.claims("olga", "ADMIN").audience("other-service").build()));
        assertUnknown(provider.sign(
                provider.claims("olga", "ADMIN").audience(List.of()).build()));
        assertUnknown(provider.sign(
                provider.claims("olga", "ADMIN").expirationTime(past).build()));
        assertUnknown(provider.sign(provider.claims("olga", "ADMIN")
                .notBeforeTime(Date.from(now.plus(Duration.ofMinutes(5))))
                .build()));
        assertUnknown(provider.sign(
                provider.claims("olga", "ADMIN").issuer("https://elsewhere").build()));
        assertUnknown(provider.sign(provider.claims(null, "ADMIN").build()));
        JWTClaimsSet claims = provider.claims("olga", "ADMIN").build();
        assertUnknown(Provider.sign(Provider.newKey(), claims));
        assertUnknown(new PlainJWT(claims).serialize());
        String good = provider.token("olga", "ADMIN");
        assertThat(status(good)).isEqualTo(200);
        assertUnknown(good.substring(0, good.length() - 8) + "AAAAAAAA");
        assertUnknown("a.b.c");
        assertUnknown("..");
    }

    @Test
    void tokensOfUnknownKeysDoNotPesterTheProvider() {
        assertThat(status(provider.token("olga", "VIEWER"))).isEqualTo(200);
        int before = provider.requests();
        RSAKey foreign = Provider.newKey();
        for (int i = 0; i < 20; i++) {
            RSAKey unknown = new RSAKey.Builder(foreign).keyID("unknown-" + i).build();
            assertUnknown(
                    Provider.sign(unknown, provider.claims("olga", "ADMIN").build()));
        }
        assertThat(provider.requests() - before).isLessThan(10);
    }

    @Test
    void agentsNeedStaticTokens() {
        assertThat(control.distribution(provider.token("robot", "AGENT"), "GET", "/distribution/v1/snapshot", null)
                        .statusCode())
                .isEqualTo(401);
        assertThat(control.distribution(AGENT, "GET", "/distribution/v1/snapshot", null)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aProviderThatIsAwayIsInNobodysWayWhoHasAStaticToken() throws Exception {
        try (Provider late = new Provider();
                RunningControl alone = RunningControl.start(
                        data.resolve("late"),
                        JWT + "issuer-uri=" + late.issuer(),
                        "control.security.roles-claim=realm_access.roles")) {
            late.setAway(true);
            String token = late.sign(late.claims("olga")
                    .claim("realm_access", Map.of("roles", List.of("VIEWER")))
                    .build());
            HttpResponse<String> answer = alone.admin(token, "GET", "/api/v1/tenants", null);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isPositive();
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
            assertThat(alone.admin(ADMIN, "GET", "/api/v1/tenants", null).statusCode())
                    .isEqualTo(200);
            late.setAway(false);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() ->
                            alone.admin(token, "GET", "/api/v1/tenants", null).statusCode() == 200);
        }
    }

    @Test
    void startsOverAnotherDatabaseWithoutStaticTokensAndWithoutTheNetwork() {
        try (RunningControl bare = RunningControl.startBare(
                "control.data-dir=" + data.resolve("bare"),
                "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/nothing",
                JWT + "jwk-set-uri=http://127.0.0.1:1/keys")) {
            assertThat(bare.admin(provider.token("olga", "ADMIN"), "GET", "/api/v1/status", null)
                            .statusCode())
                    .isEqualTo(503);
            assertThat(bare.admin("wrong", "GET", "/api/v1/status", null).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void isNoPartOfAServiceWithoutAProvider() {
        try (RunningControl without = RunningControl.start(data.resolve("without"))) {
            assertThat(without.admin(provider.token("olga", "ADMIN"), "GET", "/api/v1/status", null)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private static void assertUnknown(String token) {
        HttpResponse<String> answer = control.admin(token, "GET", "/api/v1/status", null);
        assertThat(answer.statusCode()).as(token).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
    }

    private static int status(String token) {
        return control.admin(token, "GET", "/api/v1/status", null).statusCode();
    }
}
