package io.failstatic.control.freeze;

import io.failstatic.control.audit.AuditEvent;
import io.failstatic.control.audit.AuditLog;
import io.failstatic.control.audit.FieldChange;
import io.failstatic.control.audit.Outcome;
import io.failstatic.control.database.RequestTransaction;
import io.failstatic.control.ledger.Ledger;
import io.failstatic.control.ledger.Turn;
import io.failstatic.control.request.ChangeRequest;
import io.failstatic.control.resource.NotFoundException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Freezes and thaws, in turn with the changes and on record. Thread-safe. */
@Slf4j
@Component
class Freezer {

    private static final int ID_BYTES = 8;

    private final StoredFreezes stored;
    private final FrozenState state;
    private final Ledger ledger;
    private final Turn turn;
    private final TransactionTemplate transaction;
    private final RequestTransaction whole;
    private final AuditLog audit;
    private final JsonMapper json;
    private final SecureRandom random;
    private final Clock clock;

    Freezer(
            StoredFreezes stored,
            FrozenState state,
            Ledger ledger,
            Turn turn,
            PlatformTransactionManager transactions,
            RequestTransaction whole,
            AuditLog audit,
            JsonMapper json,
            SecureRandom random,
            Clock clock) {
        this.stored = stored;
        this.state = state;
        this.ledger = ledger;
        this.turn = turn;
        this.transaction = new TransactionTemplate(transactions);
        this.whole = whole;
        this.audit = audit;
        this.json = json;
        this.random = random;
        this.clock = clock;
    }

    /** When this returns, no change that the freeze covers will be made. */
    Freeze freeze(FreezeDraft draft, ChangeRequest request) {
        Freeze freeze = inTurn(request, () -> {
            Freeze made = draft.toFreeze(newId(), request.actor(), now());
            stored.add(made);
            record("FREEZE", request, made, null, made);
            return made;
        });
        if (!request.dryRun()) {
            log.warn("Frozen by {} ({}): {}", freeze.frozenBy(), freeze.id(), freeze.reason());
        }
        return freeze;
    }

    /** Takes a freeze back; one that has ended already stays as it is. */
    void thaw(String id, ChangeRequest request) {
        List<Freeze> thawed = inTurn(request, () -> {
            FreezeRow row =
                    stored.find(id).orElseThrow(() -> new NotFoundException("freezes/" + id + " does not exist"));
            return row.toFreeze().isActive(clock.instant()) ? List.of(end(row, request)) : List.of();
        });
        tell(thawed, request);
    }

    /** Takes all freezes back, and answers those that were active. */
    List<Freeze> thawAll(ChangeRequest request) {
        List<Freeze> thawed = inTurn(
                request,
                () -> stored.active(clock.instant()).stream()
                        .map(row -> end(row, request))
                        .toList());
        tell(thawed, request);
        return thawed;
    }

    private static void tell(List<Freeze> thawed, ChangeRequest request) {
        if (!request.dryRun()) {
            thawed.forEach(freeze -> log.warn("Thawed by {} ({})", request.actor(), freeze.id()));
        }
    }

    private Freeze end(FreezeRow row, ChangeRequest request) {
        Freeze before = row.toFreeze();
        row.end(now(), request.actor());
        Freeze after = row.toFreeze();
        record("UNFREEZE", request, after, before, after);
        return after;
    }

    private void record(
            String action, ChangeRequest request, Freeze freeze, @Nullable Freeze before, @Nullable Freeze after) {
        audit.append(new AuditEvent(
                request.actor(),
                action,
                "freezes",
                freeze.id(),
                null,
                null,
                null,
                List.of(new FieldChange("", tree(before), tree(after))),
                request.reason(),
                request.requestId(),
                request.sourceIp(),
                Outcome.OK,
                false));
    }

    private @Nullable JsonNode tree(@Nullable Freeze freeze) {
        return freeze == null ? null : json.valueToTree(freeze);
    }

    private <T> T inTurn(ChangeRequest request, Supplier<T> work) {
        T result = turn.take(() -> transaction.execute(status -> {
            ledger.lock();
            if (request.dryRun()) {
                status.setRollbackOnly();
            }
            return work.get();
        }));
        whole.afterwards(state::refresh);
        return result;
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return "freeze-" + HexFormat.of().formatHex(bytes);
    }

    /** The database keeps microseconds; what is answered must be what is stored. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
