/** Who is calling: an authenticated tenant, or an anonymous client by its address. */
@NullMarked
package io.failstatic.edge.tenant;

import org.jspecify.annotations.NullMarked;
