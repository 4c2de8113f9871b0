/** The same mutation sent twice: under an {@code Idempotency-Key} it takes effect once and is answered alike. */
@NullMarked
package io.failstatic.control.idempotency;

import org.jspecify.annotations.NullMarked;
