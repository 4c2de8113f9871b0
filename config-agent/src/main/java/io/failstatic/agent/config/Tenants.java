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

    private final Map<String, Tenant> byId = new HashMap<>();
    private final Map<Digest, Tenant> byKey = new HashMap<>();

    Tenants(List<Tenant> tenants) {
        for (int i = 0; i < tenants.size(); i++) {
            Tenant tenant = tenants.get(i);
            byId.put(tenant.id(), tenant);
            List<ApiKey> keys = tenant.apiKeys();
            for (int k = 0; k < keys.size(); k++) {
                Digest digest = Digest.of(HexFormat.of().parseHex(keys.get(k).sha256()));
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

        static Digest of(byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Digest(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        }
    }
}
