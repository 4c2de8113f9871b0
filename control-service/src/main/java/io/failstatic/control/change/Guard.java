package io.failstatic.control.change;

import io.failstatic.control.request.Confirmation;
import java.util.List;

/** Holds back a valid change that is probably a mistake. */
public interface Guard {

    /**
     * Looks at a change within its transaction, when everything is written and nothing committed.
     *
     * @throws ConflictException when the caller should confirm it
     */
    void check(List<Mutation> mutations, Confirmation confirmation);
}
