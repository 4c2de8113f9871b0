package io.failstatic.control.change;

import io.failstatic.control.change.ConflictException.Code;
import io.failstatic.control.change.Transactions.Judgement;
import io.failstatic.control.request.ChangeRequest;
import io.failstatic.control.resource.ApiKeys;
import io.failstatic.control.resource.Draft;
import io.failstatic.control.resource.DraftReader;
import io.failstatic.control.resource.FeatureFlagSpec;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.NotFoundException;
import io.failstatic.control.resource.Operation;
import io.failstatic.control.resource.ResourceId;
import io.failstatic.control.resource.ResourceRef;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.Spec;
import io.failstatic.control.resource.StoredResource;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The one way a change is made: parsed strictly, judged against what is stored in one transaction that has locked the ledger
 * first, written with its audit entry and its rendered bytes, offered to instances before it is answered. Thread-safe.
 */
@Component
@RequiredArgsConstructor
public class Changes {

    private static final int SHOWN_REFERRERS = 5;

    private final DraftReader drafts;
    private final Transactions transactions;
    private final Refusals refusals;
    private final Resources resources;
    private final ApiKeys apiKeys;
    private final SecureRandom random;

    /** Makes a resource; an id that was deleted goes on with its next version. */
    public Changed create(Kind kind, byte[] body, ChangeRequest request) {
        return refusals.recorded(Mutation.nameOf(Operation.CREATE, kind), kind, null, request, () -> {
            Draft draft = drafts.readNew(kind, body);
            return transactions.change(request, () -> judgeCreation(kind, draft));
        });
    }

    /** Replaces the content of a resource. */
    public Changed replace(ResourceRef ref, byte[] body, ChangeRequest request) {
        return refusals.recorded(Mutation.nameOf(Operation.UPDATE, ref.kind()), ref.kind(), ref.id(), request, () -> {
            Draft draft = drafts.readReplacement(ref, body);
            return transactions.change(request, () -> judgeReplacement(ref, draft, request));
        });
    }

    /** Takes a resource away; its history stays. */
    public Changed delete(ResourceRef ref, ChangeRequest request) {
        return refusals.recorded(
                Mutation.nameOf(Operation.DELETE, ref.kind()),
                ref.kind(),
                ref.id(),
                request,
                () -> transactions.change(request, () -> judgeRemoval(ref, request)));
    }

    /** Makes an API key for a tenant. */
    public Changed issueKey(String tenantId, ChangeRequest request) {
        ResourceRef tenant = new ResourceRef(Kind.TENANT, tenantId);
        return transactions.change(request, () -> {
            resources.get(tenant);
            return Judgement.change(new Mutation.KeyIssue(tenant));
        });
    }

    /** Takes an API key from a tenant, for ever. */
    public Changed revokeKey(String tenantId, String keyId, ChangeRequest request) {
        ResourceRef tenant = new ResourceRef(Kind.TENANT, tenantId);
        return transactions.change(request, () -> {
            resources.get(tenant);
            if (apiKeys.find(tenantId, keyId).isEmpty()) {
                throw new NotFoundException(tenant + " has no such API key");
            }
            return Judgement.change(new Mutation.KeyRevocation(tenant, keyId));
        });
    }

    private Judgement judgeCreation(Kind kind, Draft draft) {
        Spec spec = draft.judge(resources, null);
        ResourceRef ref = new ResourceRef(kind, draft.id() == null ? ResourceId.generate(kind, random) : draft.id());
        Optional<StoredResource> before = resources.find(ref);
        if (before.filter(stored -> !stored.isDeleted()).isPresent()) {
            throw new ConflictException(Code.ALREADY_EXISTS, ref + " exists already");
        }
        requireUnique(ref, spec);
        if (spec instanceof FeatureFlagSpec flag && !draft.reuseName() && resources.isRetired(flag.name())) {
            throw new ConflictException(
                    Code.NAME_RETIRED,
                    "name: '" + flag.name() + "' belonged to a flag that was deleted (expected: another name, or"
                            + " \"reuseName\": true)");
        }
        return Judgement.change(new Mutation.Put(Operation.CREATE, ref, before.orElse(null), spec));
    }

    private Judgement judgeReplacement(ResourceRef ref, Draft draft, ChangeRequest request) {
        StoredResource before = resources.get(ref);
        request.ifMatch().require(before.version(), draft.version());
        Spec spec = draft.judge(resources, before);
        requireUnique(ref, spec);
        return before.holds(spec)
                ? Judgement.nothing(before)
                : Judgement.change(new Mutation.Put(Operation.UPDATE, ref, before, spec));
    }

    private Judgement judgeRemoval(ResourceRef ref, ChangeRequest request) {
        StoredResource before = resources.get(ref);
        request.ifMatch().require(before.version(), null);
        List<ResourceRef> referrers = resources.referrers(ref, SHOWN_REFERRERS);
        if (!referrers.isEmpty()) {
            throw new ConflictException(Code.STILL_REFERENCED, ref + " is still referred to by " + referrers);
        }
        return Judgement.change(new Mutation.Removal(ref, before));
    }

    private void requireUnique(ResourceRef ref, Spec spec) {
        @Nullable String key = spec.uniqueKey();
        if (key != null) {
            resources
                    .findByUniqueKey(ref.kind(), key)
                    .filter(holder -> !holder.equals(ref.id()))
                    .ifPresent(holder -> {
                        throw new ConflictException(
                                Code.DUPLICATE, new ResourceRef(ref.kind(), holder) + " has the same " + key);
                    });
        }
    }
}
