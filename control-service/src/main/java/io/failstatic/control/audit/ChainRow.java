package io.failstatic.control.audit;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import lombok.Getter;

/** The end of the chain of audit entries. Whoever appends locks it, so that entries are dense and in commit order. */
@Entity
@Getter
@Table(name = "audit_chain")
class ChainRow {

    static final short ID = 1;

    /** What the first entry names as the hash of the one before it. */
    static final String BEGINNING = "0".repeat(64);

    @Id
    private short id;

    private long firstSeq;

    private long seq;

    private String hash;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected ChainRow() {}

    /** Makes the next entry and becomes its end. */
    AuditEntry append(Instant at, AuditEvent event, String changes) {
        AuditEntry entry = new AuditEntry(seq + 1, at, event, changes, hash);
        seq = entry.getSeq();
        hash = Objects.requireNonNull(entry.getHash());
        return entry;
    }
}
