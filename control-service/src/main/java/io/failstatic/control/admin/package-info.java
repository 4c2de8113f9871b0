/** The admin listener: who may call what, and how every refusal and failure is told. */
@NullMarked
package io.failstatic.control.admin;

import org.jspecify.annotations.NullMarked;
