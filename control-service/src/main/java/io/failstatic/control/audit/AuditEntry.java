package io.failstatic.control.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import lombok.Getter;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** One row of the audit log: written once, never changed. */
@Entity
@Getter
@Table(name = "audit_entry")
class AuditEntry {

    @Id
    private long seq;

    @Column(updatable = false)
    private Instant at;

    @Column(updatable = false)
    private String actor;

    @Column(updatable = false)
    private String action;

    @Column(updatable = false)
    private @Nullable String kind;

    @Column(updatable = false)
    private @Nullable String resourceId;

    @Column(updatable = false)
    private @Nullable Long fromVersion;

    @Column(updatable = false)
    private @Nullable Long toVersion;

    @Column(updatable = false)
    private @Nullable Long revision;

    @Column(updatable = false)
    private String changes;

    @Column(updatable = false)
    private @Nullable String reason;

    @Column(updatable = false)
    private @Nullable String requestId;

    @Column(updatable = false)
    private @Nullable String sourceIp;

    @Column(updatable = false)
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Outcome outcome;

    @Column(updatable = false)
    private boolean breakGlass;

    @Column(updatable = false)
    private @Nullable String previousHash;

    @Column(updatable = false)
    private @Nullable String hash;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected AuditEntry() {}

    /**
     * Makes a link of the chain.
     *
     * @param changes the differences as JSON
     * @param previousHash hash of the entry before it
     */
    AuditEntry(long seq, Instant at, AuditEvent event, String changes, String previousHash) {
        this.seq = seq;
        this.at = at;
        this.actor = event.actor();
        this.action = event.action();
        this.kind = event.kind();
        this.resourceId = event.resourceId();
        this.fromVersion = event.fromVersion();
        this.toVersion = event.toVersion();
        this.revision = event.revision();
        this.changes = changes;
        this.reason = event.reason();
        this.requestId = event.requestId();
        this.sourceIp = event.sourceIp();
        this.outcome = event.outcome();
        this.breakGlass = event.breakGlass();
        this.previousHash = previousHash;
        this.hash = EntryLine.hashOf(this);
    }

    /** Whether it is what was written: whether its hash fits what it says. */
    boolean isIntact() {
        return EntryLine.hashOf(this).equals(hash);
    }
}
