package io.failstatic.agent;

import org.jspecify.annotations.Nullable;

/** Whether an operator holds the agent where it is; nothing that arrives comes into force then. <em>Thread-safe.</em> */
final class Hold {

    private record State(@Nullable Pin pin, boolean misunderstood) {}

    private volatile State state = new State(null, false);

    /** What is pinned, null when nothing is. */
    @Nullable
    Pin pin() {
        return state.pin;
    }

    /** @param misunderstood whether the operator asked for something else, which cannot be had */
    void pin(Pin pin, boolean misunderstood) {
        state = new State(pin, misunderstood);
    }

    void release() {
        state = new State(null, false);
    }

    /** An order is there that cannot even be read: it changes nothing. */
    void misunderstand() {
        state = new State(state.pin, true);
    }

    /** Whether the operator asked for something else than what is in force. */
    boolean isUnusable(Snapshot inForce) {
        State now = state;
        return now.misunderstood || (now.pin != null && !now.pin.holds(inForce));
    }
}
