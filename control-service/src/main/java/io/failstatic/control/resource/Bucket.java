package io.failstatic.control.resource;

import java.nio.charset.StandardCharsets;

/**
 * Where a key falls among 10,000 buckets: {@code murmur3_x86_32(seed 0, utf8(name + ":" + key))} as unsigned, modulo
 * 10,000. Part of the contract; instances compute the same.
 */
public final class Bucket {

    private static final int BUCKETS = 10_000;
    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private Bucket() {}

    public static int of(String name, String key) {
        return Integer.remainderUnsigned(hash((name + ":" + key).getBytes(StandardCharsets.UTF_8)), BUCKETS);
    }

    static int hash(byte[] bytes) {
        int hash = 0;
        int whole = bytes.length & ~3;
        for (int i = 0; i < whole; i += 4) {
            hash ^= scrambled(tail(bytes, i, 4));
            hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
        }
        hash ^= scrambled(tail(bytes, whole, bytes.length - whole));
        hash ^= bytes.length;
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }

    private static int tail(byte[] bytes, int from, int count) {
        int word = 0;
        for (int i = count - 1; i >= 0; i--) {
            word = (word << 8) | (bytes[from + i] & 0xff);
        }
        return word;
    }

    private static int scrambled(int word) {
        return Integer.rotateLeft(word * C1, 15) * C2;
    }
}
