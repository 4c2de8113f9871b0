package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Origin;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.context.ApplicationListener;

/** Keeps an application from traffic until its snapshot comes from a good enough layer. Once ready it stays ready. */
final class MinimumOriginReadiness
        implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>>, ApplicationEventPublisherAware {

    private final ConfigAgent agent;
    private final Origin minimum;
    private volatile boolean waiting;

    @SuppressWarnings("NullAway.Init") // set by the container before the first event
    private ApplicationEventPublisher publisher;

    MinimumOriginReadiness(ConfigAgent agent, Origin minimum) {
        this.agent = agent;
        this.minimum = minimum;
        agent.onChange(snapshot -> accept());
    }

    @Override
    public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC && !isGoodEnough()) {
            waiting = true;
            AvailabilityChangeEvent.publish(publisher, this, ReadinessState.REFUSING_TRAFFIC);
            accept();
        }
    }

    private void accept() {
        if (waiting && isGoodEnough()) {
            waiting = false;
            AvailabilityChangeEvent.publish(publisher, this, ReadinessState.ACCEPTING_TRAFFIC);
        }
    }

    private boolean isGoodEnough() {
        return agent.current().origin().compareTo(minimum) <= 0;
    }
}
