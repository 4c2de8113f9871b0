/** Fuzzing of whatever reads bytes from outside: kept inputs as text, judged one by one or mutated by Jazzer. */
@NullMarked
package io.failstatic.agent.test.fuzz;

import org.jspecify.annotations.NullMarked;
