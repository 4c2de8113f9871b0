/** The way to a service: which endpoint, whether it may be called, one try after another. */
@NullMarked
package io.failstatic.edge.upstream;

import org.jspecify.annotations.NullMarked;
