/** The edge and its peers over HTTP, taking turns in one run. */
@NullMarked
package io.failstatic.benchmarks.http;

import org.jspecify.annotations.NullMarked;
