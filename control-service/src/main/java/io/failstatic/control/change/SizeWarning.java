package io.failstatic.control.change;

import org.jspecify.annotations.Nullable;

/** Tells in good time that snapshots grow towards the size that is refused. Thread-safe. */
public interface SizeWarning {

    /** What there is to say about a snapshot of this many bytes; null while there is nothing. */
    @Nullable
    String of(long bytes);
}
