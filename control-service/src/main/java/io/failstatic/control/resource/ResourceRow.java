package io.failstatic.control.resource;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
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

    /** Gives it its next content; a unique key that is new to it must be claimed, when whoever had it has let it go. */
    void write(Spec spec, String text, Stamp stamp) {
        if (deleted) {
            createdAt = stamp.at();
        }
        deleted = false;
        next(stamp);
        name = spec.nameToFind();
        if (!Objects.equals(uniqueKey, spec.uniqueKey())) {
            uniqueKey = null;
        }
        ResourceRef target = spec.refersTo();
        refersTo = target == null ? null : target.toString();
        content = text;
        ObjectNode rendered = Spec.newObject().put("id", ref.id()).put("version", version);
        rendered.setAll(spec.snapshotContent());
        fragment = ContentText.of(rendered);
    }

    void claim(String key) {
        uniqueKey = key;
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
        return new StoredResource(ref, version, content, createdAt, updatedAt, updatedBy, null);
    }
}
