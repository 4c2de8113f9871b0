package io.failstatic.control.resource;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import lombok.Getter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What is stored of one id: its newest version, or that it was deleted. */
@Entity
@Getter
@Table(name = "resource")
class ResourceRow {

    @EmbeddedId
    private ResourceRef ref;

    private long version;

    private boolean deleted;

    private @Nullable String name;

    private @Nullable String uniqueKey;

    private @Nullable String refersTo;

    private @Nullable String content;

    /** The object that snapshots hold, rendered when the version was made. */
    private @Nullable String fragment;

    private Instant createdAt;

    private Instant updatedAt;

    @Column(nullable = false)
    private String updatedBy;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected ResourceRow() {}

    ResourceRow(ResourceRef ref, Stamp stamp) {
        this.ref = ref;
        this.deleted = true;
        this.createdAt = stamp.at();
        this.updatedAt = stamp.at();
        this.updatedBy = stamp.actor();
    }

    void write(Spec spec, Stamp stamp) {
        if (deleted) {
            createdAt = stamp.at();
        }
        deleted = false;
        next(stamp);
        name = spec.nameToFind();
        uniqueKey = spec.uniqueKey();
        ResourceRef target = spec.refersTo();
        refersTo = target == null ? null : target.toString();
        content = ContentText.of(spec.content());
        ObjectNode rendered = Spec.newObject().put("id", ref.id()).put("version", version);
        rendered.setAll(spec.snapshotContent());
        fragment = ContentText.of(rendered);
    }

    void delete(Stamp stamp) {
        deleted = true;
        next(stamp);
        name = null;
        uniqueKey = null;
        refersTo = null;
        content = null;
        fragment = null;
    }

    private void next(Stamp stamp) {
        version++;
        updatedAt = stamp.at();
        updatedBy = stamp.actor();
    }

    StoredResource toStored() {
        return new StoredResource(ref, version, content, createdAt, updatedAt, updatedBy);
    }
}
