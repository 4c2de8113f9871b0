package io.failstatic.control.request;

/**
 * What a caller has been asked and means nevertheless. Immutable.
 *
 * @param removals how many resources the change may take away
 * @param value whether a suspicious value is meant
 */
public record Confirmation(int removals, boolean value) {

    /** The header that confirms removals. */
    public static final String REMOVAL = "Confirm-Removal";

    /** The header that confirms a value. */
    public static final String VALUE = "Confirm-Value";
}
