package io.failstatic.agent.test;

import org.jspecify.annotations.Nullable;

/** The answers of the distribution protocol, with the headers of the contract. */
final class Answers {

    private Answers() {}

    static Answer failed(Fault.Status failing) {
        Answer answer = Answer.problem(failing.status(), "Simulated");
        return failing.retryAfter().isEmpty() ? answer : answer.header("Retry-After", failing.retryAfter());
    }

    static Answer snapshot(Request request, PublishedSnapshot snapshot, int pollInterval) {
        Answer answer = paced(200, snapshot, pollInterval)
                .header("Content-Type", "application/json")
                .header("ETag", snapshot.etag())
                .header("Config-Digest", snapshot.digest());
        if (snapshot.signature() != null) {
            answer.header("Config-Signature", snapshot.signature());
        }
        if (request.header("accept-encoding").contains("gzip")) {
            return answer.header("Content-Encoding", "gzip").body(snapshot.gzip());
        }
        return answer.body(snapshot.json());
    }

    /** An answer without a body; says what is published, and when to come again. */
    static Answer paced(int status, @Nullable PublishedSnapshot head, int pollInterval) {
        Answer answer = new Answer(status)
                .header("Poll-Interval", String.valueOf(pollInterval))
                .header("Cache-Control", "no-store")
                .header("Vary", "Accept-Encoding");
        if (head != null) {
            answer.header("Config-Lineage", head.lineage())
                    .header("Config-Epoch", String.valueOf(head.epoch()))
                    .header("Config-Revision", String.valueOf(head.revision()));
        }
        return answer;
    }
}
