/** Runs the suites, contestant beside contestant, and holds the ratios against the goals. */
@NullMarked
package io.failstatic.benchmarks;

import org.jspecify.annotations.NullMarked;
