/** The control plane: the application class; each package below is a feature. */
@NullMarked
package io.failstatic.control;

import org.jspecify.annotations.NullMarked;
