package io.failstatic.agent;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form of a {@link PollReport}, field for field that of the distribution contract. */
final class PollBody {

    private final JsonMapper json = new JsonMapper();

    byte[] write(PollReport report) {
        ObjectNode body = json.createObjectNode();
        body.put("instanceId", report.instanceId());
        body.put("agentVersion", report.agentVersion());
        body.put("host", report.host());
        ObjectNode labels = body.putObject("labels");
        for (Map.Entry<String, String> label : report.labels().entrySet()) {
            labels.put(label.getKey(), label.getValue());
        }
        body.put("wait", report.hold().toSeconds());
        body.set("seen", report.seen() == null ? json.nullNode() : id(report.seen()));
        body.set("applied", report.applied() == null ? json.nullNode() : applied(report, report.applied()));
        body.set("lastGood", report.lastGood() == null ? json.nullNode() : pair(report.lastGood()));
        body.put("probation", report.probation());
        body.put("origin", report.origin().name());
        body.put("state", report.state().name());
        body.put("stalenessSeconds", report.staleness().toSeconds());
        body.set("refused", report.refused() == null ? json.nullNode() : refused(report.refused()));
        body.set("health", report.health() == null ? json.nullNode() : health(report.health()));
        if (report.pinned() != null) {
            body.set("pinned", pinned(report.pinned()));
        }
        return json.writeValueAsBytes(body);
    }

    private ObjectNode pair(SnapshotId id) {
        return json.createObjectNode().put("epoch", id.epoch()).put("revision", id.revision());
    }

    private ObjectNode id(SnapshotId id) {
        return json.createObjectNode()
                .put("lineage", id.lineage())
                .put("epoch", id.epoch())
                .put("revision", id.revision())
                .put("digest", id.digest());
    }

    private ObjectNode applied(PollReport report, SnapshotId applied) {
        ObjectNode node = id(applied)
                .put("audience", report.audience())
                .put("at", report.appliedAt().toString());
        return report.signature() == null ? node : node.put("signature", report.signature());
    }

    private ObjectNode refused(Refusal refusal) {
        ObjectNode node = json.createObjectNode()
                .put("lineage", refusal.lineage())
                .put("epoch", refusal.epoch())
                .put("revision", refusal.revision())
                .put("digest", refusal.digest())
                .put("code", refusal.code().name());
        if (refusal.pointer() != null) {
            node.put("pointer", refusal.pointer());
        }
        return node.put("detail", refusal.detail());
    }

    private ObjectNode pinned(Pin pin) {
        return json.createObjectNode()
                .put("epoch", pin.epoch())
                .put("revision", pin.revision())
                .put("since", pin.since().toString())
                .put("reason", pin.reason());
    }

    private ObjectNode health(TrafficReport traffic) {
        return json.createObjectNode()
                .put("requests", traffic.requests())
                .put("errors", traffic.errors())
                .put("p99Millis", (long) Math.ceil(traffic.p99Millis()))
                .put("rateLimited", traffic.rateLimited())
                .put("noRoute", traffic.noRoute());
    }
}
