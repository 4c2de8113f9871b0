package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.AGENT;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.failstatic.control.snapshot.PublicKeys;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What agents are served is signed, with the JDK and the contract as the only judges. */
@Tag("G13")
class SignaturesIT {

    private static final Pattern FORM = Pattern.compile("keyid=\"([0-9a-f]{16})\", ed25519=:([A-Za-z0-9+/=]+):");
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    @TempDir
    Path data;

    @Test
    void everySnapshotCarriesASignatureOfItsBytesByAPublishedKey() throws Exception {
        try (RunningControl control = start()) {
            for (int i = 1; i <= 3; i++) {
                create(control, "tenant-" + i);
                HttpResponse<String> plain = snapshot(control);
                assertSigned(plain, keys(control).get(0));
                assertSigned(
                        control.poll("{\"instanceId\":\"i-1\"}"), keys(control).get(0));
                assertSigned(
                        control.distribution(AGENT, "GET", "/api/v1/gateway-config", null),
                        keys(control).get(0));
                HttpResponse<String> same = control.distribution(
                        AGENT,
                        "GET",
                        "/distribution/v1/snapshot",
                        null,
                        "If-None-Match",
                        plain.headers().firstValue("ETag").orElseThrow());
                assertThat(same.statusCode()).isEqualTo(304);
                assertThat(signature(same)).isEqualTo(signature(plain));
            }
            assertThat(keys(control)).hasSize(1);
            assertThat(keys(control).get(0).get("signing").asBoolean()).isTrue();
        }
    }

    @Test
    void onlyAgentsReadTheKeys() {
        try (RunningControl control = start()) {
            String path = "/distribution/v1/keys";
            assertThat(control.distribution(null, "GET", path, null).statusCode())
                    .isEqualTo(401);
            assertThat(control.distribution(ADMIN, "GET", path, null).statusCode())
                    .isEqualTo(403);
            assertThat(control.distribution(AGENT, "POST", path, "{}").statusCode())
                    .isEqualTo(405);
        }
    }

    @Test
    void theKeyIsMadeOnceAndKept() throws Exception {
        JsonNode key;
        try (RunningControl control = start()) {
            key = keys(control).get(0);
        }
        try (RunningControl control = start()) {
            assertThat(keys(control)).containsExactly(key);
            create(control, "acme");
            assertSigned(snapshot(control), key);
        }
    }

    @Test
    void theSignatureIsOnTheServicesOwnDiskAndServedWithTheDatabaseAway() throws Exception {
        JsonNode key;
        try (RunningControl control = start()) {
            create(control, "acme");
            key = keys(control).get(0);
        }
        String[] file =
                Files.readString(data.resolve("distribution/stable.snapshot")).split("\n", 2);
        assertThat(file[0]).startsWith("{\"digest\":\"sha-256=:").contains("\"signature\":\"keyid=");
        try (RunningControl control = RunningControl.start(data, closedPort())) {
            assertSigned(snapshot(control), key);
            HttpResponse<String> unknown = control.distribution(AGENT, "GET", "/distribution/v1/keys", null);
            assertThat(unknown.statusCode()).isEqualTo(503);
            assertThat(unknown.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void whatWasRenderedBeforeThereWereSignaturesIsSignedAtTheStart() throws Exception {
        try (RunningControl control = start()) {
            create(control, "acme");
            try (Connection connection = control.bean(DataSource.class).getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("update rendering set signature = null");
                statement.execute("delete from signing_key");
            }
        }
        Files.delete(data.resolve("distribution/stable.snapshot"));
        try (RunningControl control = start()) {
            assertThat(snapshot(control).headers().firstValue("Config-Revision"))
                    .hasValue("2");
            assertSigned(snapshot(control), keys(control).get(0));
        }
    }

    @Test
    void aKeyIsRotatedWithTwoPublishedAtATime() throws Exception {
        KeyPair next = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path pem = data.resolve("next.pem");
        Files.writeString(
                pem,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(next.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n");
        JsonNode old;
        String digest;
        try (RunningControl control = start("control.signing.public-keys=" + base64(next.getPublic()))) {
            create(control, "acme");
            old = keys(control).get(0);
            assertThat(keys(control)).hasSize(2);
            assertThat(keys(control).get(1).get("publicKey").asString()).isEqualTo(base64(next.getPublic()));
            assertThat(keys(control).get(1).get("signing").asBoolean()).isFalse();
            assertSigned(snapshot(control), old);
            digest = snapshot(control).headers().firstValue("Config-Digest").orElseThrow();
        }
        try (RunningControl control = start(
                "control.signing.private-key-file=" + pem,
                "control.signing.public-keys=" + old.get("publicKey").asString())) {
            JsonNode signing = keys(control).get(0);
            assertThat(signing.get("publicKey").asString()).isEqualTo(base64(next.getPublic()));
            assertThat(keys(control).get(1).get("keyid")).isEqualTo(old.get("keyid"));
            // The bytes that are desired already carry the new key's signature, without a new revision.
            assertThat(snapshot(control).headers().firstValue("Config-Digest")).hasValue(digest);
            assertSigned(snapshot(control), signing);
            Awaitility.await()
                    .until(() -> Files.readString(data.resolve("distribution/stable.snapshot"))
                            .contains(signing.get("keyid").asString()));
            create(control, "another");
            assertSigned(snapshot(control), signing);
        }
    }

    @Test
    void aSignatureIsWorthNothingWithoutTheBytes() {
        try (RunningControl control = start()) {
            HttpResponse<String> answer = snapshot(control);
            PublicKeys keys = control.bean(PublicKeys.class);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            assertThat(keys.verify(bytes, signature(answer))).isTrue();
            assertThat(keys.verify(Arrays.copyOf(bytes, bytes.length + 1), signature(answer)))
                    .isFalse();
            assertThat(keys.verify(bytes, signature(answer).replaceFirst("[0-9a-f]{16}", "0123456789abcdef")))
                    .isFalse();
            for (String nonsense : List.of("", "keyid", "keyid=\"x\", ed25519=:AAAA:")) {
                assertThat(keys.verify(bytes, nonsense)).isFalse();
            }
        }
    }

    @Test
    void aKeyThatCannotBeUsedStopsTheStart() throws Exception {
        Path pem = data.resolve("bad.pem");
        Files.writeString(pem, "secret");
        for (String setting : List.of(
                "control.signing.private-key=secret",
                "control.signing.private-key-file=" + pem,
                "control.signing.private-key-file=" + data.resolve("none"),
                "control.signing.public-keys=AAAA")) {
            assertThatThrownBy(() -> start(setting))
                    .rootCause()
                    .hasMessageContaining(setting.substring(0, setting.indexOf('=')))
                    .hasMessageNotContaining("secret (");
        }
    }

    private RunningControl start(String... more) {
        String[] settings = Arrays.copyOf(more, more.length + 1);
        settings[more.length] = "spring.datasource.url=jdbc:h2:file:" + data.resolve("control")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE";
        return RunningControl.start(data, settings);
    }

    private static void create(RunningControl control, String tenant) {
        assertThat(control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"id\":\"" + tenant + "\",\"name\":\"T\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    private static HttpResponse<String> snapshot(RunningControl control) {
        return control.distribution(AGENT, "GET", "/distribution/v1/snapshot", null);
    }

    private static List<JsonNode> keys(RunningControl control) {
        return json(control.distribution(AGENT, "GET", "/distribution/v1/keys", null))
                .get("keys")
                .valueStream()
                .toList();
    }

    private static String signature(HttpResponse<String> answer) {
        return answer.headers().firstValue("Config-Signature").orElseThrow();
    }

    private static void assertSigned(HttpResponse<String> answer, JsonNode key) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(200);
        Matcher matcher = FORM.matcher(signature(answer));
        assertThat(matcher.matches()).as(signature(answer)).isTrue();
        byte[] raw = Base64.getDecoder().decode(key.get("publicKey").asString());
        assertThat(raw).hasSize(32);
        assertThat(matcher.group(1))
                .isEqualTo(key.get("keyid").asString())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(raw), 0, 8));
        byte[] encoded = Arrays.copyOf(X509, X509.length + raw.length);
        System.arraycopy(raw, 0, encoded, X509.length, raw.length);
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(Base64.getDecoder().decode(matcher.group(2))))
                .isTrue();
    }

    private static String base64(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    private static String closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "spring.datasource.url=jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + "/nowhere";
        }
    }
}
