package io.failstatic.control.resource;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.Comparator;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The name of one resource: its kind and its id. */
@Embeddable
public record ResourceRef(
        @Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.VARCHAR)
        Kind kind,

        String id) {

    /** By kind as snapshots hold them, then by id. */
    public static final Comparator<ResourceRef> ORDER =
            Comparator.comparing(ResourceRef::kind).thenComparing(ResourceRef::id);

    @Override
    public String toString() {
        return kind.path() + "/" + id;
    }
}
