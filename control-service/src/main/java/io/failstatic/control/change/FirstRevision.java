package io.failstatic.control.change;

import io.failstatic.control.database.DatabaseReady;
import lombok.RequiredArgsConstructor;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Gives a fresh database its first revision, before anybody asks for one. */
@Component
@RequiredArgsConstructor
class FirstRevision {

    private final Transactions transactions;

    @EventListener(DatabaseReady.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void begin() {
        transactions.begin();
    }
}
