package io.failstatic.control.change;

import io.failstatic.control.ledger.PublishedRevision;

/** Hands a committed revision on, before the change that made it is answered. Never throws. */
public interface Offer {

    void offer(PublishedRevision revision);
}
