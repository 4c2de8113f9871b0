package io.failstatic.control.change;

import org.springframework.http.HttpHeaders;

/** What the answer to every mutation says: the revision from which on instances see it. */
final class ChangeHeaders {

    private ChangeHeaders() {}

    static HttpHeaders of(Changed changed) {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Config-Epoch", Long.toString(changed.revision().epoch()));
        headers.set("Config-Revision", Long.toString(changed.revision().number()));
        return headers;
    }
}
