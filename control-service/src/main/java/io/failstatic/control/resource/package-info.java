/** The six kinds of configured things, their content and its rules, and their immutable versions. */
@NullMarked
package io.failstatic.control.resource;

import org.jspecify.annotations.NullMarked;
