/** The request path: one snapshot read once, then tenant, route, limit, flags, forward, stamp. */
@NullMarked
package io.failstatic.edge.gateway;

import org.jspecify.annotations.NullMarked;
