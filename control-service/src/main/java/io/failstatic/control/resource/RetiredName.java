package io.failstatic.control.resource;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import lombok.Getter;

/** The name of a flag that was deleted: whoever still asks for it must not get another flag's answer by accident. */
@Entity
@Getter
@Table(name = "retired_name")
class RetiredName {

    @Id
    @Column(updatable = false)
    private String name;

    @Column(updatable = false)
    private Instant retiredAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected RetiredName() {}

    RetiredName(String name, Instant retiredAt) {
        this.name = name;
        this.retiredAt = retiredAt;
    }
}
