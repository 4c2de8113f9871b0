package io.failstatic.control.change;

import io.failstatic.control.request.Confirmation;
import io.failstatic.control.resource.RateLimitPolicySpec;
import java.util.List;
import org.springframework.stereotype.Component;

/** Asks when a limit is lowered to under a tenth: usually a digit is missing. Thread-safe. */
@Component
class ValueGuard implements Guard {

    private static final int SUSPICIOUS_FACTOR = 10;

    @Override
    public void check(List<Mutation> mutations, Confirmation confirmation) {
        if (!confirmation.value()) {
            mutations.forEach(ValueGuard::check);
        }
    }

    private static void check(Mutation mutation) {
        if (mutation instanceof Mutation.Put put
                && put.spec() instanceof RateLimitPolicySpec policy
                && put.before() != null
                && !put.before().isDeleted()) {
            long before = put.before().get().path("limit").asLong();
            if ((long) policy.limit() * SUSPICIOUS_FACTOR < before) {
                throw ConflictException.unconfirmed(
                        put.ref() + ": lowers limit from " + before + " to " + policy.limit(),
                        Confirmation.VALUE + ": true");
            }
        }
    }
}
