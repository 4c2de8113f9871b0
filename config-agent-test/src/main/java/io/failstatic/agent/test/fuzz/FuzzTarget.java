package io.failstatic.agent.test.fuzz;

import java.util.List;

/**
 * Code that must cope with any bytes, and what has to be true of what it makes of them. Implementations have a constructor
 * without parameters, and treat the same bytes the same way each time.
 */
public interface FuzzTarget {

    /** Gives the bytes to the code; whatever is thrown is a finding. */
    void take(byte[] input);

    /** Inputs to start from, beside the kept ones. */
    default List<byte[]> seeds() {
        return List.of();
    }
}
