package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Fetched;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A snapshot as a control plane would publish it, for tests. */
record Published(String lineage, long epoch, long revision, int tenants, long removals, String salt) {

    static Published of(long epoch, long revision) {
        return new Published("lineage-a", epoch, revision, 1, 0, "");
    }

    Published lineage(String other) {
        return new Published(other, epoch, revision, tenants, removals, salt);
    }

    Published tenants(int count) {
        return new Published(lineage, epoch, revision, count, removals, salt);
    }

    Published removals(long total) {
        return new Published(lineage, epoch, revision, tenants, total, salt);
    }

    Published salt(String other) {
        return new Published(lineage, epoch, revision, tenants, removals, other);
    }

    byte[] json() {
        String list = IntStream.range(0, tenants)
                .mapToObj(n -> "{\"id\": \"tenant-" + n + "\", \"version\": 1, \"name\": \"Tenant " + salt
                        + "\", \"apiKeys\": []}")
                .collect(Collectors.joining(","));
        return ("{\"format\": 1, \"lineage\": \"" + lineage + "\", \"epoch\": " + epoch + ", \"revision\": " + revision
                        + ", \"audience\": \"stable\", \"publishedAt\": \"2026-11-20T10:00:00Z\", \"requires\": [],"
                        + "\"removals\": {\"tenants\": " + removals + "}, \"resources\": {\"tenants\": [" + list
                        + "]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    SnapshotId id() {
        return new SnapshotId(lineage, epoch, revision, Digest.of(json()));
    }

    Fetched fetched() {
        byte[] json = json();
        return new Fetched(new Announcement(lineage, epoch, revision, Digest.of(json)), json, null);
    }

    StoredSnapshot stored() {
        if (new SnapshotDecoder().decode(json()) instanceof Decoding.Decoded decoded) {
            return new StoredSnapshot(id(), decoded.content());
        }
        throw new AssertionError("not a snapshot");
    }
}
