package io.failstatic.control.resource;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The name of one version of one resource. */
@Embeddable
record VersionKey(
        @Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.VARCHAR)
        Kind kind,

        String id,
        long version) {

    VersionKey(ResourceRef ref, long version) {
        this(ref.kind(), ref.id(), version);
    }
}
