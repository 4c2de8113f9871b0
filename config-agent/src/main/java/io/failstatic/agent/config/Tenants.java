package io.failstatic.agent.config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tenants by id and by API key. <em>Immutable.</em> */
public final class Tenants {

    private final Map<String, Tenant> byId;
    private final Map<Digest, Tenant> byKey;

    Tenants(List<Tenant> tenants) {
        this.byId = new HashMap<>(tenants.size() * 4 / 3 + 1);
        this.byKey = new HashMap<>(tenants.size() * 8 / 3 + 1);
        for (int i = 0; i < tenants.size(); i++) {
            Tenant tenant = tenants.get(i);
            byId.put(tenant.id(), tenant);
            List<ApiKey> keys = tenant.apiKeys();
            for (int k = 0; k < keys.size(); k++) {
                Digest digest = Digest.parse(keys.get(k).sha256());
                if (byKey.put(digest, tenant) != null) {
                    throw new InvalidContentException(
                            "/tenants/" + i + "/apiKeys/" + k + "/sha256", "sha256: occurs twice");
                }
            }
        }
    }

    /** The tenant of this id, or null. */
    public @Nullable Tenant find(String id) {
        return byId.get(id);
    }

    /**
     * The tenant that this API key names, or null. Only the digest of the key is looked up, so the time this takes tells
     * nothing about keys that exist.
     */
    public @Nullable Tenant findByApiKey(String apiKey) {
        return byKey.get(Digest.of(sha256(apiKey)));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private record Digest(long a, long b, long c, long d) {

        static Digest parse(String hex) {
            return new Digest(
                    HexFormat.fromHexDigitsToLong(hex, 0, 16),
                    HexFormat.fromHexDigitsToLong(hex, 16, 32),
                    HexFormat.fromHexDigitsToLong(hex, 32, 48),
                    HexFormat.fromHexDigitsToLong(hex, 48, 64));
        }

        static Digest of(byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Digest(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        }
    }
}
