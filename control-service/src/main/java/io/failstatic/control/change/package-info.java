/** The one way in which desired state changes, and the admin API of the resources. */
@NullMarked
package io.failstatic.control.change;

import org.jspecify.annotations.NullMarked;
