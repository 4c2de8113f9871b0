package io.failstatic.control.change;

import io.failstatic.control.ledger.Regression;
import io.failstatic.control.ledger.Revision;
import org.jspecify.annotations.Nullable;

/**
 * An epoch that has begun. Immutable.
 *
 * @param before the newest revision before it
 * @param revision its first one
 * @param regression what made it necessary; null when nothing did
 */
record RaisedEpoch(
        Revision before, Revision revision, @Nullable Regression regression) {}
