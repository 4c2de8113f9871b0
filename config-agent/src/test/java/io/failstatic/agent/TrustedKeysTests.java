package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("G13")
class TrustedKeysTests {

    private static final byte[] BYTES = "{\"revision\": 42}".getBytes(StandardCharsets.UTF_8);

    private final TestKey key = TestKey.make();
    private final TestKey other = TestKey.make();

    @Test
    void withoutKeysNobodyLooksAtSignatures() {
        assertThat(TrustedKeys.NONE.required()).isFalse();
        assertThat(TrustedKeys.NONE.objection(BYTES, null)).isEmpty();
        assertThat(TrustedKeys.NONE.objection(BYTES, "nonsense")).isEmpty();
    }

    @Test
    void agreesWithTheVectorsOfTheRfc() {
        // RFC 8032, section 7.1, test 3
        byte[] raw = HexFormat.of().parseHex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        byte[] signature = HexFormat.of()
                .parseHex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        TrustedKeys keys = TrustedKeys.of(List.of(Base64.getEncoder().encodeToString(raw)));
        String text =
                "keyid=\"dac073e0123bdea5\", ed25519=:" + Base64.getEncoder().encodeToString(signature) + ":";
        assertThat(keys.objection(HexFormat.of().parseHex("af82"), text)).isEmpty();
    }

    @Test
    void whatOneOfThemSignedComesInAndNothingElse() {
        TrustedKeys keys = TrustedKeys.of(List.of(key.base64(), other.base64()));
        assertThat(keys.required()).isTrue();
        assertThat(keys.objection(BYTES, key.sign(BYTES))).isEmpty();
        assertThat(keys.objection(BYTES, other.sign(BYTES))).isEmpty();
        assertThat(keys.objection(BYTES, null)).isPresent();
        assertThat(keys.objection(BYTES, TestKey.make().sign(BYTES))).isPresent();
        assertThat(keys.objection(BYTES, TestKey.make().sign(key.id(), BYTES))).isPresent();
        assertThat(keys.objection(BYTES, other.sign(key.id(), BYTES))).isPresent();
        assertThat(keys.objection(Arrays.copyOf(BYTES, BYTES.length + 1), key.sign(BYTES)))
                .isPresent();
    }

    @Test
    void everyBitOfTheSignatureCounts() {
        TrustedKeys keys = TrustedKeys.of(List.of(key.base64()));
        String whole = key.sign(BYTES);
        int from = whole.indexOf("=:") + 2;
        byte[] signature = Base64.getDecoder().decode(whole.substring(from, whole.length() - 1));
        for (int bit = 0; bit < signature.length * 8; bit++) {
            byte[] altered = signature.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            String text = whole.substring(0, from) + Base64.getEncoder().encodeToString(altered) + ":";
            assertThat(keys.objection(BYTES, text)).as("bit " + bit).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "keyid=\"%s\"",
                "keyid=\"%s\", ed25519=::",
                "keyid=\"%s\", ed25519=:AAAA:",
                "keyid=\"%s\", none=:AAAA:",
                "keyid=%s, ed25519=:AAAA:",
                "keyid=\"%s\", ed25519=:!!!!:",
            })
    void whatIsNoSignatureIsNone(String form) {
        TrustedKeys keys = TrustedKeys.of(List.of(key.base64()));
        String text = form.replace("%s", key.id());
        assertThat(keys.objection(BYTES, text)).isPresent();
        assertThat(TrustedKeys.wellFormed(text)).isNull();
    }

    @Test
    void takesOnlyKeys() {
        String good = key.base64();
        for (String bad :
                List.of("", "secret", "AAAA", good.substring(4), good + "AAAA", "AgAA" + "A".repeat(39) + "=")) {
            assertThatThrownBy(() -> TrustedKeys.of(List.of(good, bad)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("trusted-keys: number 2 of 2")
                    .hasMessageNotContaining("secret");
        }
    }
}
