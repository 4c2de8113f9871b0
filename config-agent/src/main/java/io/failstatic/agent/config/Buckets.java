package io.failstatic.agent.config;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The stable hash that deals keys into 10,000 buckets per flag: murmur3_x86_32 with seed 0 over the UTF-8 bytes of
 * {@code name + ":" + key}, unsigned, modulo 10,000 (Austin Appleby's MurmurHash3, public domain). <em>Immutable.</em>
 *
 * <p>The state after {@code name + ":"} is computed once; a key is encoded and mixed on the fly, without allocation.
 */
final class Buckets {

    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private final int hash;
    private final int block;
    private final int length;

    Buckets(String flagName) {
        byte[] prefix = (flagName + ":").getBytes(StandardCharsets.UTF_8);
        int h = 0;
        int k = 0;
        for (int i = 0; i < prefix.length; i++) {
            k |= (prefix[i] & 0xff) << ((i & 3) << 3);
            if ((i & 3) == 3) {
                h = mixBlock(h, k);
                k = 0;
            }
        }
        this.hash = h;
        this.block = k;
        this.length = prefix.length;
    }

    int hash() {
        return hash;
    }

    int block() {
        return block;
    }

    int length() {
        return length;
    }

    /** The bucket of this key, 0 to 9,999. */
    int of(String key) {
        return of(hash, block, length, key);
    }

    /** The bucket of a key, of buckets that another object has taken in: a flag of thousands is one object to load then. */
    static int of(int hash, int block, int length, String key) {
        return Integer.remainderUnsigned(hash(hash, block, length, key), 10_000);
    }

    int hash(String key) {
        return hash(hash, block, length, key);
    }

    /** The classes that the values fall into by their hash, of 64, as bits. */
    static long classes(Set<String> values) {
        long classes = 0;
        for (String value : values) {
            classes |= 1L << value.hashCode();
        }
        return classes;
    }

    /** Mostly tells without a look at a short list of values that this one is not among them. */
    static boolean mayContain(long classes, String value) {
        return ((classes >>> value.hashCode()) & 1) != 0;
    }

    /**
     * Four characters at a time for as long as they are ASCII, as keys almost always are: they are the next four bytes,
     * which fill up the block that has begun and leave as many bytes for the next one.
     */
    private static int hash(int hash, int block, int length, String key) {
        int h = hash;
        int k = block;
        int shift = (length & 3) << 3;
        int end = key.length();
        int i = 0;
        for (; i + 4 <= end; i += 4) {
            int a = key.charAt(i);
            int b = key.charAt(i + 1);
            int c = key.charAt(i + 2);
            int d = key.charAt(i + 3);
            if ((a | b | c | d) >= 0x80) {
                break;
            }
            int bytes = a | (b << 8) | (c << 16) | (d << 24);
            h = mixBlock(h, k | (bytes << shift));
            // In two steps, because a shift by 32 would be none at all.
            k = (bytes >>> 1) >>> (31 - shift);
        }
        return i == end ? finish(h ^ scramble(k), length + end) : hashRest(key, i, h, k, length + i);
    }

    /** @param done bytes in {@code hashed} and {@code begun} */
    private static int hashRest(String key, int from, int hashed, int begun, int done) {
        int h = hashed;
        int k = begun;
        int n = done;
        int end = key.length();
        for (int i = from; i < end; i++) {
            int point = key.codePointAt(i);
            if (point > 0xffff) {
                i++;
            } else if (Character.isSurrogate((char) point)) {
                // What String.getBytes writes for half a surrogate pair.
                point = '?';
            }
            int bytes = utf8(point);
            for (int left = utf8Length(point); left > 0; left--) {
                k |= (bytes & 0xff) << ((n & 3) << 3);
                bytes >>>= 8;
                if ((n++ & 3) == 3) {
                    h = mixBlock(h, k);
                    k = 0;
                }
            }
        }
        return finish(h ^ scramble(k), n);
    }

    private static int mixBlock(int h, int k) {
        return Integer.rotateLeft(h ^ scramble(k), 13) * 5 + 0xe6546b64;
    }

    private static int scramble(int k) {
        return Integer.rotateLeft(k * C1, 15) * C2;
    }

    private static int finish(int hash, int length) {
        int h = hash ^ length;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    /** The UTF-8 bytes of a code point, first byte lowest. */
    private static int utf8(int point) {
        return switch (utf8Length(point)) {
            case 1 -> point;
            case 2 -> 0xc0 | (point >> 6) | (tail(point) << 8);
            case 3 -> 0xe0 | (point >> 12) | (tail(point >> 6) << 8) | (tail(point) << 16);
            default -> 0xf0 | (point >> 18) | (tail(point >> 12) << 8) | (tail(point >> 6) << 16) | (tail(point) << 24);
        };
    }

    private static int utf8Length(int point) {
        if (point < 0x80) {
            return 1;
        }
        if (point < 0x800) {
            return 2;
        }
        return point < 0x10000 ? 3 : 4;
    }

    private static int tail(int bits) {
        return 0x80 | (bits & 0x3f);
    }
}
