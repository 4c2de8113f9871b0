package io.failstatic.control.ledger;

import java.time.Instant;

/** A revision with the bytes that were stored with it. Immutable. */
public record PublishedRevision(Revision revision, String audience, Instant publishedAt, Rendering rendering) {}
