package io.failstatic.control.change;

import io.failstatic.control.ledger.Revision;
import io.failstatic.control.resource.ApiKeys;
import io.failstatic.control.resource.StoredResource;
import org.jspecify.annotations.Nullable;

/**
 * What a change has come to.
 *
 * @param revision the revision it made, or the newest one when there was nothing to change
 * @param resource what is stored now; null when the change was about a key
 * @param issuedKey the key it made, at the only moment at which it is known
 * @param impact what a dry run would have done; null when it was none
 * @param warning what the caller should know besides; null when there is nothing
 */
record Changed(
        Revision revision,
        @Nullable StoredResource resource,
        ApiKeys.@Nullable Issued issuedKey,
        @Nullable Impact impact,
        @Nullable String warning) {}
