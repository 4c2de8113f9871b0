package io.failstatic.edge.tenant;

/** The answer to the question who calls. */
public sealed interface Identification permits Caller, Identification.Refused {

    /**
     * Nobody we know.
     *
     * @param client the anonymous client that the request came from
     * @param detail the reason, for the caller; never the key
     */
    record Refused(Caller client, String detail) implements Identification {}
}
