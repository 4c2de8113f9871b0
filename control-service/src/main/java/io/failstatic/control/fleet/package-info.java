/** What the instances say about themselves, and what follows from it about the fleet. */
@NullMarked
package io.failstatic.control.fleet;

import org.jspecify.annotations.NullMarked;
