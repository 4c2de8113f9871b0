package io.failstatic.control.request;

import org.jspecify.annotations.Nullable;

/**
 * What a mutation carries besides its content. Immutable.
 *
 * @param actor name of the caller
 * @param reason why the change is made, as far as it is known
 * @param reasonRequired whether there must be a reason
 * @param dryRun whether everything is to be checked and nothing stored
 * @param breakGlass whether a freeze is overridden
 * @param requestId names the HTTP request
 */
public record ChangeRequest(
        String actor,
        @Nullable String reason,
        boolean reasonRequired,
        IfMatch ifMatch,
        Confirmation confirmation,
        boolean dryRun,
        boolean breakGlass,
        @Nullable String requestId,
        @Nullable String sourceIp) {

    /**
     * The same with the reason from the body, which goes before the one from the headers.
     *
     * @throws ReasonRequiredException when there is no reason and there must be one
     */
    public ChangeRequest because(@Nullable String bodyReason) {
        String chosen = bodyReason == null || bodyReason.isBlank() ? reason : bodyReason.strip();
        if (chosen == null && reasonRequired) {
            throw new ReasonRequiredException();
        }
        return new ChangeRequest(
                actor, chosen, reasonRequired, ifMatch, confirmation, dryRun, breakGlass, requestId, sourceIp);
    }
}
