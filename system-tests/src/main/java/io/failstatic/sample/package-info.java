/** The upstream that the quickstart and the system tests put behind the edge. */
@NullMarked
package io.failstatic.sample;

import org.jspecify.annotations.NullMarked;
