package io.failstatic.control.resource;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The name of one resource: its kind and its id. */
@Embeddable
public record ResourceRef(
        @Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.VARCHAR)
        Kind kind,

        String id) {

    @Override
    public String toString() {
        return kind.path() + "/" + id;
    }
}
