/** Spring Cloud Gateway, set up as its documentation says. */
@NullMarked
package io.failstatic.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
