package io.failstatic.control.ledger;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import lombok.Getter;

/** What one audience should run: its newest revision. */
@Entity
@Getter
@Table(name = "audience")
class AudienceRow {

    @Id
    private String name;

    private long revision;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected AudienceRow() {}

    AudienceRow(String name, Revision desired) {
        this.name = name;
        this.revision = desired.number();
    }

    void desire(Revision newer) {
        revision = newer.number();
    }
}
