/** An agent for a Spring Boot application, from {@code config-agent.*}. */
@NullMarked
package io.failstatic.agent.autoconfigure;

import org.jspecify.annotations.NullMarked;
