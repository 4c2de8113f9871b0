package io.failstatic.control.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import lombok.Getter;

/** One revision: which content was published, when and for whom. Written once, kept for ever. */
@Entity
@Getter
@Table(name = "revision")
class RevisionRow {

    @Id
    @Column(updatable = false)
    private long number;

    @Column(updatable = false)
    private long epoch;

    @Column(updatable = false)
    private String audience;

    @Column(updatable = false)
    private Instant publishedAt;

    @Column(updatable = false)
    private String digest;

    @Column(updatable = false)
    private long size;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected RevisionRow() {}

    RevisionRow(Revision revision, String audience, Instant publishedAt, Rendering rendering) {
        this.number = revision.number();
        this.epoch = revision.epoch();
        this.audience = audience;
        this.publishedAt = publishedAt;
        this.digest = rendering.digest();
        this.size = rendering.json().length;
    }

    PastRevision toPast() {
        return new PastRevision(number, epoch, audience, publishedAt, digest, size);
    }
}
