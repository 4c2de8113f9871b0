package io.failstatic.control.change;

import io.failstatic.control.request.ChangeRequest;
import io.failstatic.control.resource.ApiKeys;
import io.failstatic.control.resource.BodyReader;
import io.failstatic.control.resource.Draft;
import io.failstatic.control.resource.DraftReader;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.NotFoundException;
import io.failstatic.control.resource.Operation;
import io.failstatic.control.resource.Patch;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.StoredResource;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The one way a change is made: parsed strictly, judged against what is stored in one transaction that has locked the ledger
 * first, written with its audit entry and its rendered bytes, offered to instances before it is answered. Thread-safe.
 */
@Component
@RequiredArgsConstructor
class Changes {

    private final DraftReader drafts;
    private final BodyReader bodies;
    private final Transactions transactions;
    private final Judge judge;
    private final Refusals refusals;
    private final Resources resources;
    private final ApiKeys apiKeys;

    /** Makes a resource; an id that was deleted goes on with its next version. */
    Changed create(Kind kind, byte[] body, ChangeRequest request) {
        return refusals.recorded(Mutation.nameOf(Operation.CREATE, kind), kind, null, request, () -> {
            Draft draft = drafts.readNew(kind, body);
            return changed(transactions.change(request, change -> resource(judge.create(change, kind, draft))));
        });
    }

    /** Replaces the content of a resource. */
    Changed replace(ResourceRef ref, byte[] body, ChangeRequest request) {
        return refusals.recorded(Mutation.nameOf(Operation.UPDATE, ref.kind()), ref.kind(), ref.id(), request, () -> {
            Draft draft = drafts.readReplacement(ref, body);
            return changed(transactions.change(
                    request, change -> resource(judge.replace(change, ref, before -> draft, request.ifMatch()))));
        });
    }

    /** Changes a part of the content of a resource. */
    Changed patch(ResourceRef ref, byte[] body, ChangeRequest request) {
        return refusals.recorded(Mutation.nameOf(Operation.UPDATE, ref.kind()), ref.kind(), ref.id(), request, () -> {
            Patch patch = drafts.readPatch(ref, body);
            return changed(transactions.change(
                    request,
                    change -> resource(
                            judge.replace(change, ref, before -> drafts.patched(before, patch), request.ifMatch()))));
        });
    }

    /** Brings the content of an older version back, as a new version; also of a resource that was deleted. */
    Changed rollBack(ResourceRef ref, byte[] body, ChangeRequest unreasoned) {
        return refusals.recorded(
                Mutation.nameOf(Operation.ROLLBACK, ref.kind()), ref.kind(), ref.id(), unreasoned, () -> {
                    BodyReader.Rollback wanted = bodies.readRollback(body);
                    ChangeRequest request = unreasoned.because(wanted.reason());
                    return changed(transactions.change(
                            request,
                            change -> resource(
                                    judge.rollBack(change, ref, wanted.targetVersion(), request.ifMatch(), null, ""))));
                });
    }

    /** Takes a resource away; its history stays. */
    Changed delete(ResourceRef ref, ChangeRequest request) {
        return refusals.recorded(
                Mutation.nameOf(Operation.DELETE, ref.kind()),
                ref.kind(),
                ref.id(),
                request,
                () -> changed(transactions.change(
                        request, change -> resource(judge.remove(change, ref, request.ifMatch(), null)))));
    }

    /** Makes an API key for a tenant. */
    Changed issueKey(String tenantId, ChangeRequest request) {
        ResourceRef tenant = new ResourceRef(Kind.TENANT, tenantId);
        return refusals.recorded(
                Mutation.KeyIssue.ACTION,
                Kind.TENANT,
                tenantId,
                request,
                () -> changed(transactions.change(request, change -> {
                    resources.get(tenant);
                    return change.write(new Mutation.KeyIssue(tenant));
                })));
    }

    /** Takes an API key from a tenant, for ever. */
    Changed revokeKey(String tenantId, String keyId, ChangeRequest request) {
        ResourceRef tenant = new ResourceRef(Kind.TENANT, tenantId);
        return refusals.recorded(
                Mutation.KeyRevocation.ACTION,
                Kind.TENANT,
                tenantId,
                request,
                () -> changed(transactions.change(request, change -> {
                    resources.get(tenant);
                    if (apiKeys.find(tenantId, keyId).isEmpty()) {
                        throw new NotFoundException(tenant + " has no such API key");
                    }
                    return change.write(new Mutation.KeyRevocation(tenant, keyId));
                })));
    }

    private static Changed changed(Transactions.Committed<Writer.Written> committed) {
        return new Changed(
                committed.revision(),
                committed.result().resource(),
                committed.result().issuedKey(),
                committed.impact(),
                committed.warning());
    }

    private static Writer.Written resource(@Nullable StoredResource stored) {
        return new Writer.Written(stored, null);
    }
}
