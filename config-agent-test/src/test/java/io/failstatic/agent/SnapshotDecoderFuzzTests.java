package io.failstatic.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.config.RequestHeaders;
import io.failstatic.agent.test.Golden;
import io.failstatic.agent.test.GoldenSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutations of the golden snapshots, from a fixed seed. */
@Tag("G5")
class SnapshotDecoderFuzzTests {

    private static final int CASES = 100_000;
    private static final int MAX_LENGTH = 4_000;

    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "true",
            "-1",
            "0",
            "1e400",
            "9999999999999999999999",
            "\"\"",
            "{}",
            "[]",
            "\\u0000",
            "\u0000",
            "\"id\":",
            "\"version\":",
            "\"requires\":[\"x\"],",
            "\"format\":2,",
            "NaN");

    private final SnapshotDecoder decoder = new SnapshotDecoder();

    @Test
    void answersWhateverTheBytesAre() {
        Random random = new Random(20261120);
        List<byte[]> seeds = seeds(snapshot -> true);
        List<byte[]> valid = seeds(snapshot -> snapshot.code() == null);
        int decoded = 0;
        for (int i = 0; i < CASES; i++) {
            List<byte[]> from = random.nextBoolean() ? seeds : valid;
            byte[] bytes = from.get(random.nextInt(from.size()));
            for (int mutations = random.nextInt(4); mutations >= 0; mutations--) {
                bytes = mutate(random, bytes);
            }
            decoded += decode(i, bytes);
        }
        assertThat(decoded).isBetween(CASES / 100, CASES / 2);
    }

    private static List<byte[]> seeds(Predicate<GoldenSnapshot> kind) {
        return Golden.snapshots().stream()
                .filter(kind)
                .map(GoldenSnapshot::bytes)
                .filter(bytes -> bytes.length < MAX_LENGTH)
                .toList();
    }

    private int decode(int number, byte[] bytes) {
        try {
            Decoding decoding = decoder.decode(bytes);
            if (decoding instanceof Decoding.Decoded decoded) {
                use(decoded.content());
                return 1;
            }
            return 0;
        } catch (Throwable e) {
            throw new AssertionError("case " + number + ": " + new String(bytes, UTF_8), e);
        }
    }

    private static void use(SnapshotContent content) {
        content.configuration().routes().match("/api/v2/users", RequestHeaders.NONE);
        content.configuration().flags().enabledFor("tenant-123");
        content.configuration().tenants().findByApiKey("fsk_golden");
    }

    private static byte[] mutate(Random random, byte[] bytes) {
        int length = bytes.length;
        int from = random.nextInt(length + 1);
        int to = Math.min(length, from + random.nextInt(1 + random.nextInt(40)));
        return switch (random.nextInt(6)) {
            case 0 -> flip(random, bytes);
            case 1 -> splice(bytes, from, to, new byte[0]);
            case 2 ->
                splice(
                        bytes,
                        from,
                        from,
                        TOKENS.get(random.nextInt(TOKENS.size())).getBytes(UTF_8));
            case 3 ->
                splice(
                        bytes,
                        from,
                        to,
                        TOKENS.get(random.nextInt(TOKENS.size())).getBytes(UTF_8));
            case 4 -> splice(bytes, from, from, Arrays.copyOfRange(bytes, from, to));
            default -> digit(random, bytes);
        };
    }

    private static byte[] flip(Random random, byte[] bytes) {
        byte[] mutated = bytes.clone();
        if (mutated.length > 0) {
            mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return mutated;
    }

    private static byte[] digit(Random random, byte[] bytes) {
        byte[] mutated = bytes.clone();
        for (int attempt = 0; attempt < 20 && mutated.length > 0; attempt++) {
            int i = random.nextInt(mutated.length);
            if (Character.isLetterOrDigit(mutated[i])) {
                mutated[i] = (byte) ('0' + random.nextInt(10));
                return mutated;
            }
        }
        return mutated;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] insert) {
        byte[] spliced = new byte[bytes.length - (to - from) + insert.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(insert, 0, spliced, from, insert.length);
        System.arraycopy(bytes, to, spliced, from + insert.length, bytes.length - to);
        return spliced;
    }
}
