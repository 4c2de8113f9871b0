package io.failstatic.control.snapshot;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import lombok.Getter;

/** A signing key that this system made for itself. Written once. */
@Entity
@Getter
@Table(name = "signing_key")
class SigningKeyRow {

    @Id
    @Column(updatable = false)
    private String keyid;

    @Column(updatable = false)
    private byte[] privateKey;

    @Column(updatable = false)
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected SigningKeyRow() {}

    SigningKeyRow(SigningKey key, Instant at) {
        this.keyid = key.publicKey().id();
        this.privateKey = key.pkcs8();
        this.createdAt = at;
    }

    SigningKey toKey() {
        return SigningKey.ofPkcs8(privateKey);
    }
}
