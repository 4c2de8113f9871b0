/** Feature flags: this product and its peers answer whether a flag is on for a tenant. */
@NullMarked
package io.failstatic.benchmarks.flags;

import org.jspecify.annotations.NullMarked;
