package io.failstatic.control.change;

import io.failstatic.control.ledger.Revision;
import org.springframework.http.HttpHeaders;

/** What the answer to every mutation says: the revision from which on instances see it. */
final class ChangeHeaders {

    private ChangeHeaders() {}

    static HttpHeaders of(Changed changed) {
        return of(changed.revision());
    }

    static HttpHeaders of(Revision revision) {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Config-Epoch", Long.toString(revision.epoch()));
        headers.set("Config-Revision", Long.toString(revision.number()));
        return headers;
    }
}
