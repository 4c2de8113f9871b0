package io.failstatic.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTests {

    @ParameterizedTest
    @CsvSource({
        "new-checkout-flow, tenant-123, 30db360f, 2591",
        "f, é, b97e883b, 7371",
        "a:b, c, 6c39ac55, 8997",
        "a, b:c, 6c39ac55, 8997"
    })
    void agreesWithTheContract(String name, String key, String hash, int bucket) {
        Buckets buckets = new Buckets(name);

        assertThat(Integer.toHexString(buckets.hash(key))).isEqualTo(hash);
        assertThat(buckets.of(key)).isEqualTo(bucket);
    }

    @Test
    void agreesWithAStraightforwardHashOverTheEncodedText() {
        Random random = new Random(42);
        int[] bounds = {0x80, 0x800, 0x10000, 0x110000};
        for (int i = 0; i < 20_000; i++) {
            String name = text(random, bounds[random.nextInt(4)]);
            String key = text(random, 0x80) + text(random, bounds[random.nextInt(4)]) + text(random, 0x80);

            int expected = murmur3((name + ":" + key).getBytes(StandardCharsets.UTF_8));

            assertThat(new Buckets(name).hash(key)).as("%s:%s", name, key).isEqualTo(expected);
        }
    }

    private static String text(Random random, int bound) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            text.appendCodePoint(random.nextInt(bound));
        }
        return text.toString();
    }

    /** MurmurHash3 as its author describes it, on whole blocks. */
    private static int murmur3(byte[] data) {
        int h = 0;
        int blocks = data.length / 4;
        for (int i = 0; i < blocks; i++) {
            int k = 0;
            for (int b = 3; b >= 0; b--) {
                k = (k << 8) | (data[i * 4 + b] & 0xff);
            }
            h ^= Integer.rotateLeft(k * 0xcc9e2d51, 15) * 0x1b873593;
            h = Integer.rotateLeft(h, 13) * 5 + 0xe6546b64;
        }
        int tail = 0;
        for (int b = data.length - 1; b >= blocks * 4; b--) {
            tail = (tail << 8) | (data[b] & 0xff);
        }
        h ^= Integer.rotateLeft(tail * 0xcc9e2d51, 15) * 0x1b873593;
        h ^= data.length;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }
}
