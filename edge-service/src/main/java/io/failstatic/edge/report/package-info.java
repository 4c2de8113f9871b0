/** What became of requests, counted for metrics and for the agent's poll. */
@NullMarked
package io.failstatic.edge.report;

import org.jspecify.annotations.NullMarked;
