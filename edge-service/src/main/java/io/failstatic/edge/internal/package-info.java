/** What operators and neighbouring processes ask on the management port. */
@NullMarked
package io.failstatic.edge.internal;

import org.jspecify.annotations.NullMarked;
