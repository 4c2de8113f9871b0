package io.failstatic.control.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("G13")
class SigningKeyTests {

    private static final String PKCS8_PREFIX = "302e020100300506032b657004220420";
    private static final byte[] BYTES = "{\"revision\": 42}".getBytes(StandardCharsets.UTF_8);

    @Test
    void signsAsTheVectorsOfTheRfcSay() {
        // RFC 8032, section 7.1, test 3
        SigningKey key = SigningKey.ofPkcs8(HexFormat.of()
                .parseHex(PKCS8_PREFIX + "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
        assertThat(HexFormat.of()
                        .formatHex(Base64.getDecoder().decode(key.publicKey().base64())))
                .isEqualTo("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        byte[] message = HexFormat.of().parseHex("af82");
        byte[] expected = HexFormat.of()
                .parseHex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        assertThat(key.sign(message))
                .isEqualTo("keyid=\"" + key.publicKey().id() + "\", ed25519=:"
                        + Base64.getEncoder().encodeToString(expected) + ":");
        assertThat(key.publicKey().verifies(message, expected)).isTrue();
    }

    @Test
    void isNamedAfterTheDigestOfItsRawPublicKey() throws Exception {
        SigningKey key = SigningKey.generate(new SecureRandom());
        byte[] raw = Base64.getDecoder().decode(key.publicKey().base64());
        assertThat(raw).hasSize(32);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw));
        assertThat(key.publicKey().id()).isEqualTo(sha256.substring(0, 16));
        assertThat(key.sign(BYTES)).matches("keyid=\"[0-9a-f]{16}\", ed25519=:[A-Za-z0-9+/]{86}==:");
        assertThat(key.made(key.sign(BYTES))).isTrue();
        assertThat(key.made(SigningKey.generate(new SecureRandom()).sign(BYTES)))
                .isFalse();
        assertThat(key.made(null)).isFalse();
    }

    @Test
    void survivesBeingWrittenAndReadAndSignsTheSame() {
        SigningKey key = SigningKey.generate(new SecureRandom());
        SigningKey read = SigningKey.ofPkcs8(key.pkcs8());
        assertThat(read.sign(BYTES)).isEqualTo(key.sign(BYTES)).isEqualTo(key.sign(BYTES));
        String base64 = Base64.getMimeEncoder().encodeToString(key.pkcs8());
        String pem = "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
        assertThat(SigningKey.parse(pem).sign(BYTES)).isEqualTo(key.sign(BYTES));
        assertThat(SigningKey.parse(base64).sign(BYTES)).isEqualTo(key.sign(BYTES));
        assertThat(VerifyingKey.parse(key.publicKey().base64()).id())
                .isEqualTo(key.publicKey().id());
    }

    @Test
    void vouchesForTheBytesAndNoOthers() {
        SigningKey key = SigningKey.generate(new SecureRandom());
        byte[] signature = Base64.getDecoder().decode(key.sign(BYTES).replaceAll("^.*ed25519=:|:$", ""));
        assertThat(key.publicKey().verifies(BYTES, signature)).isTrue();
        for (int i = 0; i < signature.length * 8; i++) {
            byte[] altered = signature.clone();
            altered[i / 8] ^= (byte) (1 << i % 8);
            assertThat(key.publicKey().verifies(BYTES, altered)).as("bit " + i).isFalse();
        }
        assertThat(key.publicKey().verifies(Arrays.copyOf(BYTES, BYTES.length - 1), signature))
                .isFalse();
        assertThat(SigningKey.generate(new SecureRandom()).publicKey().verifies(BYTES, signature))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret in the wrong place",
                "AAAA",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
                // X25519
                "MC4CAQAwBQYDK2VuBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            })
    void isNotReadFromAnythingElse(String text) {
        assertThatThrownBy(() -> SigningKey.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "no base64", "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})
    void aPublicKeyIsAPointOfTheCurve(String text) {
        assertThatThrownBy(() -> VerifyingKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsNothingSecret() {
        SigningKey key = SigningKey.generate(new SecureRandom());
        assertThat(key).hasToString(key.publicKey().id());
    }
}
