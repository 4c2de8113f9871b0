/** The numbers that order everything: lineage, epoch and revision, and the rendered bytes of each revision. */
@NullMarked
package io.failstatic.control.ledger;

import org.jspecify.annotations.NullMarked;
