/** The complete desired state as bytes: rendered once, stored with its revision, offered to whoever distributes it. */
@NullMarked
package io.failstatic.control.snapshot;

import org.jspecify.annotations.NullMarked;
