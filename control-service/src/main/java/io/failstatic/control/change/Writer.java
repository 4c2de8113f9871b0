package io.failstatic.control.change;

import io.failstatic.control.audit.AuditEvent;
import io.failstatic.control.audit.AuditLog;
import io.failstatic.control.audit.FieldChange;
import io.failstatic.control.audit.Outcome;
import io.failstatic.control.request.ChangeRequest;
import io.failstatic.control.resource.ApiKeys;
import io.failstatic.control.resource.Differences;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.Resources;
import io.failstatic.control.resource.Spec;
import io.failstatic.control.resource.Stamp;
import io.failstatic.control.resource.StoredResource;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Writes mutations, each with its audit entry, in the transaction of the change. Thread-safe. */
@Component
@RequiredArgsConstructor
class Writer {

    private final Resources resources;
    private final ApiKeys apiKeys;
    private final AuditLog audit;

    Written write(Mutation mutation, ChangeRequest request, Stamp stamp) {
        if (mutation instanceof Mutation.Put put) {
            StoredResource before = put.before();
            StoredResource after = resources.write(put.ref(), put.operation(), put.spec(), put.restored(), stamp);
            ObjectNode from = before == null ? Spec.newObject() : before.get();
            record(mutation, before, after, Differences.between(from, after.get()), request, stamp);
            return new Written(after, null);
        }
        if (mutation instanceof Mutation.Removal removal) {
            StoredResource before = removal.before();
            StoredResource after = resources.delete(removal.ref(), stamp);
            if (removal.ref().kind() == Kind.TENANT) {
                apiKeys.revokeAll(removal.ref().id(), stamp);
            }
            record(mutation, before, after, Differences.between(before.get(), Spec.newObject()), request, stamp);
            return new Written(after, null);
        }
        if (mutation instanceof Mutation.KeyIssue issue) {
            ApiKeys.Issued issued = apiKeys.issue(issue.ref().id(), stamp);
            FieldChange change = new FieldChange(pointer(issued.keyId()), null, key(issued.keyId()));
            record(mutation, null, null, List.of(change), request, stamp);
            return new Written(null, issued);
        }
        String keyId = ((Mutation.KeyRevocation) mutation).keyId();
        apiKeys.revoke(keyId, stamp);
        record(mutation, null, null, List.of(new FieldChange(pointer(keyId), key(keyId), null)), request, stamp);
        return new Written(null, null);
    }

    private void record(
            Mutation mutation,
            @Nullable StoredResource before,
            @Nullable StoredResource after,
            List<FieldChange> changes,
            ChangeRequest request,
            Stamp stamp) {
        audit.append(new AuditEvent(
                request.actor(),
                mutation.action(),
                mutation.ref().kind().path(),
                mutation.ref().id(),
                before == null ? null : before.version(),
                after == null ? null : after.version(),
                stamp.revision(),
                changes,
                request.reason(),
                request.requestId(),
                request.sourceIp(),
                Outcome.OK,
                request.breakGlass()));
    }

    private static String pointer(String keyId) {
        return "/apiKeys/" + keyId;
    }

    private static ObjectNode key(String keyId) {
        return Spec.newObject().put("keyId", keyId);
    }

    /** What one mutation left behind. */
    record Written(@Nullable StoredResource resource, ApiKeys.@Nullable Issued issuedKey) {}
}
