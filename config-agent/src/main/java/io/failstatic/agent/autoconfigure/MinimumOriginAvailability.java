package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Origin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.ReadinessState;

/**
 * An application that is not ready before its snapshot comes from a good enough layer. Once good enough it stays so:
 * what happens to the control plane later never takes it out of rotation. <em>Thread-safe.</em>
 */
final class MinimumOriginAvailability extends ApplicationAvailabilityBean {

    private final ConfigAgent agent;
    private final Origin minimum;
    private volatile boolean reached;

    MinimumOriginAvailability(ConfigAgent agent, Origin minimum) {
        this.agent = agent;
        this.minimum = minimum;
    }

    @Override
    public <S extends AvailabilityState> @Nullable S getState(Class<S> stateType) {
        return held(stateType, super.getState(stateType));
    }

    @Override
    public <S extends AvailabilityState> S getState(Class<S> stateType, S defaultState) {
        S state = getState(stateType);
        return state == null ? defaultState : state;
    }

    private <S extends AvailabilityState> @Nullable S held(Class<S> stateType, @Nullable S state) {
        return state == ReadinessState.ACCEPTING_TRAFFIC && !isReached()
                ? stateType.cast(ReadinessState.REFUSING_TRAFFIC)
                : state;
    }

    private boolean isReached() {
        if (!reached) {
            reached = agent.current().origin().compareTo(minimum) <= 0;
        }
        return reached;
    }
}
