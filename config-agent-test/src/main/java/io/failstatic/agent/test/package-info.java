/** Test support for whoever imports the agent: golden files and a scriptable control plane with faults. */
@NullMarked
package io.failstatic.agent.test;

import org.jspecify.annotations.NullMarked;
