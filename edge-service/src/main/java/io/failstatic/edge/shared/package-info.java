/** Rate limit windows that several edges count together, in Redis. */
@NullMarked
package io.failstatic.edge.shared;

import org.jspecify.annotations.NullMarked;
