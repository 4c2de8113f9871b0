package io.failstatic.control.resource;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Tenants' API keys. They are no part of a tenant's versions: nothing brings a revoked one back. Thread-safe. */
@Repository
@RequiredArgsConstructor
@Transactional(readOnly = true)
public class ApiKeys {

    private static final String PREFIX = "fsk_";
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 8;

    private final EntityManager entityManager;
    private final SecureRandom random;

    /** Some tenants' usable keys, by their id. */
    public List<ApiKey> ofTenants(Collection<String> tenantIds) {
        return query("select k from ApiKeyRow k where k.tenantId in :tenants and k.revokedAt is null order by k.keyId")
                .setParameter("tenants", tenantIds)
                .getResultStream()
                .map(ApiKeyRow::toKey)
                .toList();
    }

    /** All usable keys, by their id. */
    public List<ApiKey> all() {
        return query("select k from ApiKeyRow k where k.revokedAt is null order by k.keyId")
                .getResultStream()
                .map(ApiKeyRow::toKey)
                .toList();
    }

    /** A tenant's usable key. */
    public Optional<ApiKey> find(String tenantId, String keyId) {
        return Optional.ofNullable(entityManager.find(ApiKeyRow.class, keyId))
                .filter(row -> row.isOf(tenantId) && row.isUsable())
                .map(ApiKeyRow::toKey);
    }

    /** Makes a key and stores its digest. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Issued issue(String tenantId, Stamp stamp) {
        String apiKey = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(KEY_BYTES));
        String keyId = "key-" + HexFormat.of().formatHex(randomBytes(ID_BYTES));
        entityManager.persist(new ApiKeyRow(keyId, tenantId, sha256(apiKey), stamp));
        return new Issued(keyId, apiKey);
    }

    /** Revokes a key that {@link #find} has found. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void revoke(String keyId, Stamp stamp) {
        entityManager.getReference(ApiKeyRow.class, keyId).revoke(stamp);
    }

    /** Revokes whatever keys a tenant has. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void revokeAll(String tenantId, Stamp stamp) {
        query("select k from ApiKeyRow k where k.tenantId = :tenant and k.revokedAt is null")
                .setParameter("tenant", tenantId)
                .getResultStream()
                .forEach(row -> row.revoke(stamp));
    }

    private TypedQuery<ApiKeyRow> query(String query) {
        return entityManager.createQuery(query, ApiKeyRow.class);
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String sha256(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every Java)", e);
        }
    }

    /** A key at the only moment at which it is known. */
    public record Issued(String keyId, String apiKey) {

        /** Without the key, so that no log can hold it. */
        @Override
        public String toString() {
            return "Issued[keyId=" + keyId + "]";
        }
    }
}
