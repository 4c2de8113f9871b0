/** What every mutation carries besides its content: caller, reason and preconditions. */
@NullMarked
package io.failstatic.control.request;

import org.jspecify.annotations.NullMarked;
