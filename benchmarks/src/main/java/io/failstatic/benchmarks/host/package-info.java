/** What the agent costs the process that it lives in. */
@NullMarked
package io.failstatic.benchmarks.host;

import org.jspecify.annotations.NullMarked;
