package io.failstatic.edge.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.failstatic.agent.config.ApiKey;
import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.Resources;
import io.failstatic.agent.config.Tenant;
import io.failstatic.agent.config.Tenants;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallersTests {

    private static final Tenants TENANTS = tenants();

    private final Callers callers = new Callers(false, null, List.of());

    @Test
    void anApiKeyNamesTheTenant() {
        assertThat(identify(callers, "X-Api-Key", "fsk_one")).isEqualTo(new Caller("acme", "192.0.2.1", "acme"));
        assertThat(identify(callers, "Authorization", "Bearer fsk_one"))
                .isEqualTo(new Caller("acme", "192.0.2.1", "acme"));
        assertThat(identify(callers, "authorization", "bearer fsk_one"))
                .isEqualTo(new Caller("acme", "192.0.2.1", "acme"));
    }

    @Test
    void anUnknownEmptyOrDoubleKeyIsRefused() {
        assertThat(identify(callers, "X-Api-Key", "fsk_two")).isInstanceOf(Identification.Refused.class);
        assertThat(identify(callers, "X-Api-Key", "")).isInstanceOf(Identification.Refused.class);
        assertThat(identify(callers, "Authorization", "Bearer fsk_")).isInstanceOf(Identification.Refused.class);
        assertThat(identify(callers, "X-Api-Key", "fsk_one", "X-Api-Key", "fsk_one"))
                .isInstanceOf(Identification.Refused.class);
        assertThat(identify(callers, "X-Api-Key", "fsk_two", "Authorization", "Bearer fsk_one"))
                .isInstanceOf(Identification.Refused.class);
    }

    @Test
    void anotherAuthorizationIsNotOurs() {
        assertThat(identify(callers, "Authorization", "Bearer eyJhbGciOi"))
                .isEqualTo(new Caller(null, "192.0.2.1", "192.0.2.1"));
        assertThat(identify(callers, "Authorization", "Basic ZnNrXzE6"))
                .isEqualTo(new Caller(null, "192.0.2.1", "192.0.2.1"));
        assertThat(Callers.isApiKey("Bearer FSK_one")).isFalse();
    }

    @Test
    void withoutAKeyTheCallerIsItsAddress() {
        assertThat(identify(callers)).isEqualTo(new Caller(null, "192.0.2.1", "192.0.2.1"));
        assertThat(callers.identify(TENANTS, fields(), "2001:db8::1%eth0"))
                .isEqualTo(new Caller(null, "2001:db8:0:0:0:0:0:1", "2001:db8:0:0:0:0:0:0/64"));
    }

    @Test
    void aForwardedClientCountsOnlyBehindTrustedProxies() {
        assertThat(identify(callers, "Forwarded", "for=203.0.113.1"))
                .extracting("name")
                .isEqualTo("192.0.2.1");
        assertThat(identify(new Callers(false, null, List.of("192.0.2.0/24")), "Forwarded", "for=203.0.113.1"))
                .extracting("name")
                .isEqualTo("203.0.113.1");
    }

    @Test
    void aRequiredKeyRefusesAnonymousCallers() {
        Callers strict = new Callers(true, null, List.of());
        assertThat(identify(strict)).isInstanceOf(Identification.Refused.class);
        assertThat(identify(strict, "X-Api-Key", "fsk_one")).isInstanceOf(Caller.class);
    }

    @Test
    void aTrustedHeaderNamesTheTenantUnlessThereIsAKey() {
        Callers trusting = new Callers(true, "X-Tenant-Id", List.of());
        assertThat(identify(trusting, "x-tenant-id", "acme")).isEqualTo(new Caller("acme", "192.0.2.1", "acme"));
        assertThat(identify(trusting, "X-Tenant-Id", "other", "X-Api-Key", "fsk_one"))
                .isEqualTo(new Caller("acme", "192.0.2.1", "acme"));
        assertThat(identify(trusting, "X-Tenant-Id", "No Id")).isInstanceOf(Identification.Refused.class);
        assertThat(identify(trusting, "X-Tenant-Id", "acme", "X-Tenant-Id", "other"))
                .isInstanceOf(Identification.Refused.class);
        assertThat(identify(callers, "X-Tenant-Id", "acme")).isEqualTo(new Caller(null, "192.0.2.1", "192.0.2.1"));
    }

    @Test
    void settingsSayWhatTheyExpect() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CallerProperties(false, "X Tenant", List.of()))
                .withMessageContaining("edge.tenant-header");
        assertThat(new CallerProperties(false, " ", List.of()).tenantHeader()).isNull();
    }

    private static Identification identify(Callers callers, String... fields) {
        return callers.identify(TENANTS, fields(fields), "192.0.2.1");
    }

    private static RequestFields fields(String... namesAndValues) {
        List<String> list = Arrays.asList(namesAndValues);
        return new RequestFields() {
            @Override
            public @Nullable String first(String name) {
                List<String> all = all(name);
                return all.isEmpty() ? null : all.get(0);
            }

            @Override
            public List<String> all(String name) {
                return java.util.stream.IntStream.range(0, list.size() / 2)
                        .filter(i -> list.get(2 * i).equalsIgnoreCase(name))
                        .mapToObj(i -> list.get(2 * i + 1))
                        .toList();
            }
        };
    }

    private static Tenants tenants() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest("fsk_one".getBytes(StandardCharsets.UTF_8));
            ApiKey key = new ApiKey("k1", HexFormat.of().formatHex(digest));
            Tenant tenant = new Tenant("acme", 1, "Acme", List.of(key));
            return Configuration.compile(
                            new Resources(List.of(tenant), List.of(), List.of(), List.of(), List.of(), List.of()))
                    .tenants();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
