package io.failstatic.control.resource;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import lombok.Getter;
import org.jspecify.annotations.Nullable;

/** One API key of a tenant, known only by its digest. */
@Entity
@Getter
@Table(name = "api_key")
class ApiKeyRow {

    @Id
    @Column(updatable = false)
    private String keyId;

    @Column(updatable = false)
    private String tenantId;

    @Column(updatable = false)
    private String sha256;

    @Column(updatable = false)
    private Instant createdAt;

    @Column(updatable = false)
    private String createdBy;

    private @Nullable Instant revokedAt;

    private @Nullable String revokedBy;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected ApiKeyRow() {}

    ApiKeyRow(String keyId, String tenantId, String sha256, Stamp stamp) {
        this.keyId = keyId;
        this.tenantId = tenantId;
        this.sha256 = sha256;
        this.createdAt = stamp.at();
        this.createdBy = stamp.actor();
    }

    boolean isUsable() {
        return revokedAt == null;
    }

    boolean isOf(String tenant) {
        return tenantId.equals(tenant);
    }

    void revoke(Stamp stamp) {
        revokedAt = stamp.at();
        revokedBy = stamp.actor();
    }

    ApiKey toKey() {
        return new ApiKey(keyId, tenantId, sha256, createdAt, createdBy);
    }
}
