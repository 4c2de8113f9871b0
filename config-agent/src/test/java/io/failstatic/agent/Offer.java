package io.failstatic.agent;

/**
 * A snapshot that some control plane, mirror or cache offers in a random history.
 *
 * @param token names the bytes: two offers with one token are the same bytes
 * @param valid whether its content can be served
 */
record Offer(String lineage, long epoch, long revision, String token, boolean valid) {

    /** Its identity, with the token in place of a digest. */
    SnapshotId id() {
        return new SnapshotId(lineage, epoch, revision, token);
    }
}
