package io.failstatic.edge.tenant;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header fields of one request; names are compared without regard to case. */
public interface RequestFields {

    /** The first value, or null when the field is absent. */
    @Nullable
    String first(String name);

    /** All values in their order. */
    List<String> all(String name);
}
