/** The agent's health and metrics, for hosts that have an actuator. */
@NullMarked
package io.failstatic.agent.actuate;

import org.jspecify.annotations.NullMarked;
