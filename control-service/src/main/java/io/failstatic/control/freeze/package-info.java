/** The refusal of changes for a time: freezes, what they cover, and the gate that every change passes. */
@NullMarked
package io.failstatic.control.freeze;

import org.jspecify.annotations.NullMarked;
