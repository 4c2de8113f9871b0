package io.failstatic.control.change;

import io.failstatic.control.ledger.Revisions;
import io.failstatic.control.request.ChangeRequest;
import io.failstatic.control.request.IfMatch;
import io.failstatic.control.resource.BodyReader;
import io.failstatic.control.resource.NotFoundException;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.Step;
import io.failstatic.control.resource.StoredResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Changes of many resources at once: all or nothing, one revision. Thread-safe. */
@Component
@RequiredArgsConstructor
class Batches {

    /** A desired state says what should be, not what it was made from. */
    private static final IfMatch UNCONDITIONAL = new IfMatch(null, false);

    private final BodyReader bodies;
    private final Transactions transactions;
    private final Judge judge;
    private final Refusals refusals;
    private final Resources resources;
    private final Revisions revisions;

    /** Makes several changes, each of which sees what the earlier ones have made. */
    Transactions.Committed<List<Part>> changeset(byte[] body, ChangeRequest unreasoned) {
        return refusals.recorded("CHANGESET", null, null, unreasoned, () -> {
            BodyReader.Changeset wanted = bodies.readChangeset(body);
            return transactions.change(unreasoned.because(wanted.reason()), change -> {
                List<Part> parts = new ArrayList<>();
                for (Step step : wanted.steps()) {
                    StoredResource stored = make(change, step);
                    if (stored != null) {
                        parts.add(new Part(nameOf(step), stored));
                    }
                }
                return parts;
            });
        });
    }

    /** Makes everything as it was when a revision had been made, as a new revision. API keys stay as they are. */
    Transactions.Committed<List<Part>> restore(long revision, byte[] body, ChangeRequest unreasoned) {
        return refusals.recorded("RESTORE", null, null, unreasoned, () -> {
            ChangeRequest request = unreasoned.because(bodies.readReason(body));
            return transactions.change(request, change -> {
                change.partOf("RESTORE");
                if (revisions.find(revision).isEmpty()) {
                    throw new NotFoundException("revision " + revision + " does not exist");
                }
                return restore(change, resources.asOf(revision));
            });
        });
    }

    /** Makes what is stored equal to a desired state. */
    Transactions.Committed<List<Part>> apply(byte[] body, ChangeRequest unreasoned) {
        return refusals.recorded("APPLY", null, null, unreasoned, () -> {
            BodyReader.Desired desired = bodies.readDesired(body);
            return transactions.change(unreasoned.because(desired.reason()), change -> apply(change, desired));
        });
    }

    private List<Part> apply(OpenChange change, BodyReader.Desired desired) {
        Map<ResourceRef, StoredResource> now = new TreeMap<>(ResourceRef.ORDER);
        resources.all().forEach(stored -> now.put(stored.ref(), stored));
        List<Part> parts = new ArrayList<>();
        if (desired.prune()) {
            now.forEach((ref, stored) -> {
                if (!desired.resources().containsKey(ref)) {
                    parts.add(new Part("delete", judge.remove(change, stored)));
                }
            });
        }
        desired.resources().forEach((ref, draft) -> {
            StoredResource before = now.get(ref);
            StoredResource after = before == null
                    ? judge.create(change, ref.kind(), draft)
                    : judge.replace(change, ref, stored -> draft, UNCONDITIONAL);
            if (after != null) {
                boolean same = before != null && before.version() == after.version();
                parts.add(new Part(same ? "unchanged" : before == null ? "create" : "update", after));
            }
        });
        return parts;
    }

    private List<Part> restore(OpenChange change, List<StoredResource> wanted) {
        Map<ResourceRef, StoredResource> now =
                resources.all().stream().collect(Collectors.toMap(StoredResource::ref, Function.identity()));
        Map<ResourceRef, StoredResource> then =
                wanted.stream().collect(Collectors.toMap(StoredResource::ref, Function.identity()));
        List<Part> parts = new ArrayList<>();
        now.values().stream()
                .filter(stored -> !then.containsKey(stored.ref()))
                .sorted((a, b) -> ResourceRef.ORDER.compare(a.ref(), b.ref()))
                .forEach(stored -> parts.add(new Part("delete", judge.remove(change, stored))));
        for (StoredResource target : wanted) {
            StoredResource before = now.get(target.ref());
            if (before == null) {
                before = resources.find(target.ref()).orElse(target);
            }
            StoredResource after = judge.restore(change, before, target, "/" + target.ref());
            if (after != null && after.version() != before.version()) {
                parts.add(new Part("rollback", after));
            }
        }
        return parts;
    }

    private @Nullable StoredResource make(OpenChange change, Step step) {
        IfMatch ifMatch = change.request().ifMatch();
        if (step instanceof Step.Create create) {
            return judge.create(change, create.kind(), create.draft());
        }
        if (step instanceof Step.Update update) {
            return judge.replace(change, update.ref(), before -> update.draft(), ifMatch.of(update.version()));
        }
        if (step instanceof Step.Delete delete) {
            return judge.remove(change, delete.ref(), ifMatch.of(delete.version()), null);
        }
        Step.Rollback rollback = (Step.Rollback) step;
        return judge.rollBack(
                change,
                rollback.ref(),
                rollback.targetVersion(),
                ifMatch.of(rollback.version()),
                null,
                rollback.pointer());
    }

    private static String nameOf(Step step) {
        return step.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * One part of what was made.
     *
     * @param op create, update, delete, rollback or unchanged
     */
    record Part(String op, StoredResource stored) {}
}
