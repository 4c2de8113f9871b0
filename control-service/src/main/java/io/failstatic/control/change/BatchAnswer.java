package io.failstatic.control.change;

import io.failstatic.control.resource.Spec;
import java.util.List;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a change of many resources answers: its revision, and what became of each resource. */
final class BatchAnswer {

    private BatchAnswer() {}

    static ResponseEntity<ObjectNode> of(Transactions.Committed<List<Batches.Part>> committed) {
        ObjectNode answer = Spec.newObject()
                .put("epoch", committed.revision().epoch())
                .put("revision", committed.revision().number());
        ArrayNode changes = answer.putArray("changes");
        for (Batches.Part part : committed.result()) {
            ObjectNode change = changes.addObject()
                    .put("op", part.op())
                    .put("kind", part.stored().ref().kind().path())
                    .put("id", part.stored().ref().id())
                    .put("version", part.stored().version());
            if (part.stored().restoredFrom() != null) {
                change.put("restoredFrom", part.stored().restoredFrom());
            }
        }
        return ResponseEntity.ok().headers(ChangeHeaders.of(committed)).body(Impact.addTo(answer, committed.impact()));
    }
}
