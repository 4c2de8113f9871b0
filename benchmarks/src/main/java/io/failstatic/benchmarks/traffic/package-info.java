/** What the scenarios have in common: how unevenly things are asked for. */
@NullMarked
package io.failstatic.benchmarks.traffic;

import org.jspecify.annotations.NullMarked;
