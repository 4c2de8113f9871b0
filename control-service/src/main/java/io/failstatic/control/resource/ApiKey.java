package io.failstatic.control.resource;

import java.time.Instant;

/**
 * A key that names its tenant. Immutable.
 *
 * @param keyId names the key for people, never secret
 * @param sha256 lower-case hex of the SHA-256 of the whole key
 */
public record ApiKey(String keyId, String tenantId, String sha256, Instant createdAt, String createdBy) {}
