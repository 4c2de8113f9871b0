/** The database as something that may come late, go away and come back. */
@NullMarked
package io.failstatic.control.database;

import org.jspecify.annotations.NullMarked;
