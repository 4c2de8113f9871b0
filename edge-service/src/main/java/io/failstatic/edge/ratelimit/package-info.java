/** Fixed windows in memory, counted per caller and scope. */
@NullMarked
package io.failstatic.edge.ratelimit;

import org.jspecify.annotations.NullMarked;
