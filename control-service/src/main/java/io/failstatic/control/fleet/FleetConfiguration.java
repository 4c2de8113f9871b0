package io.failstatic.control.fleet;

import io.failstatic.control.change.LiveInstances;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the view of the fleet. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FleetProperties.class)
class FleetConfiguration {

    @Bean
    Instances instances(
            FleetProperties properties,
            @Value("${control.distribution.poll-interval:10s}") Duration pollInterval,
            DesiredState desired,
            Clock clock,
            LongSupplier nanos) {
        return new Instances(properties, pollInterval, desired, clock, nanos);
    }

    @Bean
    LiveInstances liveInstances(Instances instances) {
        return () -> instances.all().stream()
                .filter(instance -> instance.state() != InstanceState.LOST)
                .map(instance -> instance.report().instanceId())
                .toList();
    }

    @Bean
    FleetWitness fleetWitness(Instances instances) {
        return new FleetWitness(instances);
    }

    @Bean
    MeterBinder instanceStates(Instances instances) {
        return registry -> {
            for (InstanceState state : InstanceState.values()) {
                Gauge.builder(
                                "control.instances",
                                instances,
                                each -> each.counts().get(state))
                        .description("Instances by state")
                        .tag("state", state.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
        };
    }
}
