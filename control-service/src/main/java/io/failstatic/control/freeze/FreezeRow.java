package io.failstatic.control.freeze;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import lombok.Getter;
import org.jspecify.annotations.Nullable;

/** One freeze as it is stored; only its end is ever added. */
@Entity
@Getter
@Table(name = "change_freeze")
class FreezeRow {

    private static final String SEPARATOR = ",";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long number;

    @Column(updatable = false)
    private String id;

    @Column(updatable = false)
    private String reason;

    @Column(updatable = false)
    private String frozenBy;

    @Column(updatable = false)
    private Instant frozenAt;

    @Column(updatable = false)
    private @Nullable Instant estimatedEnd;

    @Column(updatable = false)
    private boolean expires;

    @Column(updatable = false)
    private String operations;

    @Column(updatable = false)
    private String kinds;

    @Column(updatable = false)
    private String tenantIds;

    private @Nullable Instant endedAt;

    private @Nullable String endedBy;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected FreezeRow() {}

    FreezeRow(Freeze freeze) {
        this.id = freeze.id();
        this.reason = freeze.reason();
        this.frozenBy = freeze.frozenBy();
        this.frozenAt = freeze.at();
        this.estimatedEnd = freeze.until();
        this.expires = freeze.expires();
        this.operations = String.join(SEPARATOR, freeze.operations());
        this.kinds = String.join(SEPARATOR, freeze.kinds());
        this.tenantIds = String.join(SEPARATOR, freeze.tenantIds());
    }

    void end(Instant at, String by) {
        endedAt = at;
        endedBy = by;
    }

    Freeze toFreeze() {
        return new Freeze(
                id,
                reason,
                frozenBy,
                frozenAt,
                estimatedEnd,
                expires,
                list(operations),
                list(kinds),
                list(tenantIds),
                endedAt,
                endedBy);
    }

    private static List<String> list(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(SEPARATOR, -1));
    }
}
