package io.failstatic.control.change;

import java.util.List;

/** Who would get a change. */
public interface LiveInstances {

    /** The ids of the instances that are there and follow the stable audience. */
    List<String> ids();
}
