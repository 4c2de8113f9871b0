package io.failstatic.control.resource;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** One immutable version of one resource: written once, never edited, and it survives the deletion of the resource. */
@Entity
@Table(name = "resource_version")
class ResourceVersion {

    @EmbeddedId
    private VersionKey key;

    @Column(updatable = false)
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Operation operation;

    @Column(updatable = false)
    private @Nullable String content;

    @Column(updatable = false)
    private long revision;

    @Column(updatable = false)
    private Instant at;

    @Column(updatable = false)
    private String actor;

    @Column(updatable = false)
    private @Nullable String reason;

    @Column(updatable = false)
    private @Nullable Long restoredFrom;

    @Column(updatable = false)
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected ResourceVersion() {}

    ResourceVersion(ResourceRow row, Operation operation, @Nullable Long restoredFrom, Stamp stamp) {
        StoredResource stored = row.toStored();
        this.key = new VersionKey(stored.ref(), stored.version());
        this.operation = operation;
        this.content = stored.content();
        this.revision = stamp.revision();
        this.at = stamp.at();
        this.actor = stamp.actor();
        this.reason = stamp.reason();
        this.restoredFrom = restoredFrom;
        this.createdAt = stored.createdAt();
    }

    StoredResource toStored() {
        ResourceRef ref = new ResourceRef(key.kind(), key.id());
        return new StoredResource(ref, key.version(), content, createdAt, at, actor, restoredFrom);
    }

    StoredVersion toVersion() {
        return new StoredVersion(key.version(), revision, at, actor, reason, operation, restoredFrom);
    }
}
