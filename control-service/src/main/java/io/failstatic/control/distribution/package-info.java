/** The listener that agents poll: bytes from memory, held polls, and a copy on this service's own disk. */
@NullMarked
package io.failstatic.control.distribution;

import org.jspecify.annotations.NullMarked;
