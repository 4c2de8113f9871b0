/** Who calls: static bearer tokens, the roles they carry, and what may be reached in the clear. */
@NullMarked
package io.failstatic.control.access;

import org.jspecify.annotations.NullMarked;
