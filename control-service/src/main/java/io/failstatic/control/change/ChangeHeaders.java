package io.failstatic.control.change;

import io.failstatic.control.ledger.Revision;
import io.failstatic.control.resource.Spec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.node.ObjectNode;

/** What the answer to every mutation says: the revision from which on instances see it. */
final class ChangeHeaders {

    private ChangeHeaders() {}

    static HttpHeaders of(Changed changed) {
        return of(changed.revision(), changed.warning());
    }

    /** The answer that says nothing, but for a dry run. */
    static ResponseEntity<ObjectNode> withoutContent(Changed changed) {
        HttpHeaders headers = of(changed);
        return changed.impact() == null
                ? ResponseEntity.noContent().headers(headers).build()
                : ResponseEntity.ok().headers(headers).body(Impact.addTo(Spec.newObject(), changed.impact()));
    }

    static HttpHeaders of(Transactions.Committed<?> committed) {
        return of(committed.revision(), committed.warning());
    }

    private static HttpHeaders of(Revision revision, @Nullable String warning) {
        HttpHeaders headers = new HttpHeaders();
        if (warning != null) {
            headers.set("Config-Warning", warning);
        }
        headers.set("Config-Epoch", Long.toString(revision.epoch()));
        headers.set("Config-Revision", Long.toString(revision.number()));
        return headers;
    }
}
