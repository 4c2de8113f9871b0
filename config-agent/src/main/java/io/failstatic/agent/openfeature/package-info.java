/** The agent's flags behind the OpenFeature API, for hosts that have its SDK. */
@NullMarked
package io.failstatic.agent.openfeature;

import org.jspecify.annotations.NullMarked;
