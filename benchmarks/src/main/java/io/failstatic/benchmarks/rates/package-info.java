/** Rate limiting: may this tenant make one more request. */
@NullMarked
package io.failstatic.benchmarks.rates;

import org.jspecify.annotations.NullMarked;
