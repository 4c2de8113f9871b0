/** The data plane: the application class; each package below is a feature. */
@NullMarked
package io.failstatic.edge;

import org.jspecify.annotations.NullMarked;
