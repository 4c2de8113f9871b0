/** Routing: which of many rules covers a path. */
@NullMarked
package io.failstatic.benchmarks.routes;

import org.jspecify.annotations.NullMarked;
