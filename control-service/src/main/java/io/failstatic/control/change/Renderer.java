package io.failstatic.control.change;

import io.failstatic.control.ledger.Rendering;
import io.failstatic.control.ledger.Revision;
import java.time.Instant;
import java.util.Map;

/** Turns what is stored into the bytes that instances get. */
public interface Renderer {

    /**
     * Renders everything that is stored, within the transaction of the change.
     *
     * @param removals running totals of accepted removals, per kind by path name
     * @throws io.failstatic.control.resource.InvalidContentException when the result is too large to publish
     */
    Rendering render(Revision revision, String audience, Instant publishedAt, Map<String, Long> removals);
}
