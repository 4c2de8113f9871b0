/** The engine of the agent: poll, verify, keep, serve. Plain Java. */
@NullMarked
package io.failstatic.agent;

import org.jspecify.annotations.NullMarked;
