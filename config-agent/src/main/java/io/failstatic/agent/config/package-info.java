/** What a snapshot compiles to: immutable, pure, answers everything a request asks. */
@NullMarked
package io.failstatic.agent.config;

import org.jspecify.annotations.NullMarked;
