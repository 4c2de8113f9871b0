/** All that the edge decides about one request, beside a prototype of it. */
@NullMarked
package io.failstatic.benchmarks.decision;

import org.jspecify.annotations.NullMarked;
