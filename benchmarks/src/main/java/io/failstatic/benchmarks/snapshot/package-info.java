/** Snapshots: what is read, and the plain records it is read into beside the agent. */
@NullMarked
package io.failstatic.benchmarks.snapshot;

import org.jspecify.annotations.NullMarked;
