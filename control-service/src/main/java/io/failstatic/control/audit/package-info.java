/** The record of who changed what, when and why, written in the transaction of the change. */
@NullMarked
package io.failstatic.control.audit;

import org.jspecify.annotations.NullMarked;
