package io.failstatic.control.idempotency;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import lombok.Getter;
import org.jspecify.annotations.Nullable;

/** One answer as it is stored, with the request that it belongs to; never changed. */
@Entity
@Getter
@Table(name = "kept_answer")
class KeptAnswerRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long number;

    @Column(updatable = false)
    private String caller;

    @Column(updatable = false)
    private String idempotencyKey;

    @Column(updatable = false)
    private String fingerprint;

    @Column(updatable = false)
    private int status;

    @Column(updatable = false)
    private String headers;

    @Column(updatable = false)
    private byte[] body;

    @Column(updatable = false)
    private Instant keptAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected KeptAnswerRow() {}

    KeptAnswerRow(KeyedRequest request, int status, String headers, byte[] body, Instant keptAt) {
        this.caller = request.name().caller();
        this.idempotencyKey = request.name().key();
        this.fingerprint = request.fingerprint();
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.keptAt = keptAt;
    }
}
