package io.failstatic.control.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import lombok.Getter;
import org.jspecify.annotations.Nullable;

/** The bytes of one revision, while they are kept. */
@Entity
@Getter
@Table(name = "rendering")
class RenderingRow {

    @Id
    @Column(updatable = false)
    private long number;

    @Column(updatable = false)
    private byte[] json;

    @Column(updatable = false)
    private byte[] gzip;

    /** The one column that may change: the bytes stay, the key that vouches for them is replaced. */
    private @Nullable String signature;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected RenderingRow() {}

    RenderingRow(long number, Rendering rendering) {
        this.number = number;
        this.json = rendering.json();
        this.gzip = rendering.gzip();
        this.signature = rendering.signature();
    }

    void sign(String newer) {
        signature = newer;
    }
}
