package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldRulesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Tenant-Id",
                "x-tenant-id",
                "X_TENANT_ID",
                "X-Tenant_Id",
                "X-Feature-Flags",
                "X-Request-Id",
                "Forwarded",
                "X-Api-Key",
                "X-Forwarded-For",
                "X-Forwarded-Anything",
                "X-Real-Ip",
                "Host",
                "Expect",
                "Connection",
                "Keep-Alive",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Proxy-Connection",
                "Proxy-Authorization",
                "HTTP2-Settings"
            })
    void doesNotPassToAService(String name) {
        MultiMap to = HttpHeaders.headers();
        FieldRules.toService(HttpHeaders.headers().add(name, "x").add("Stays", "1"), to);
        assertThat(to.names()).containsExactly("Stays");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Config-Revision",
                "config-epoch",
                "RateLimit-Limit",
                "RATELIMIT-Reset",
                "RateLimit",
                "X-Request-Id",
                "Keep-Alive"
            })
    void doesNotPassToAClient(String name) {
        MultiMap to = HttpHeaders.headers();
        FieldRules.toClient(HttpHeaders.headers().add(name, "x").add("Stays", "1"), to);
        assertThat(to.names()).containsExactly("Stays");
    }

    @Test
    void passesRepeatedFieldsInOrder() {
        MultiMap to = HttpHeaders.headers();
        FieldRules.toClient(HttpHeaders.headers().add("Set-Cookie", "a").add("Set-Cookie", "b"), to);
        assertThat(to.getAll("Set-Cookie")).containsExactly("a", "b");
    }

    @Test
    void whatConnectionNamesEndsHereButNotTheLengthOfTheBody() {
        MultiMap to = HttpHeaders.headers();
        MultiMap from = HttpHeaders.headers()
                .add("Connection", "X-One, x-two")
                .add("Connection", "content-length")
                .add("X-One", "1")
                .add("X-Two", "2")
                .add("Content-Length", "3");
        FieldRules.toService(from, to);
        assertThat(to.names()).containsExactly("Content-Length");
    }
}
