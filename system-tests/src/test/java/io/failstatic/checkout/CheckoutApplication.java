package io.failstatic.checkout;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.autoconfigure.AgentDegradedEvent;
import io.failstatic.agent.autoconfigure.AgentRecoveredEvent;
import io.failstatic.agent.autoconfigure.SnapshotAppliedEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** A service with one decision to take, and no line of code about control planes that are away. */
@SpringBootApplication
class CheckoutApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(CheckoutApplication.class, arguments);
    }

    @RestController
    static class Checkout {

        private final ConfigAgent agent;

        Checkout(ConfigAgent agent) {
            this.agent = agent;
        }

        @GetMapping("/checkout")
        String checkout(@RequestHeader("X-Tenant-Id") String tenant) {
            return agent.flags().isEnabled("new-checkout-flow", tenant) ? "new" : "old";
        }
    }

    @RestController
    static class Events {

        private final List<String> events = new CopyOnWriteArrayList<>();

        @EventListener
        void applied(SnapshotAppliedEvent event) {
            events.add("applied " + event.snapshot().revision());
        }

        @EventListener
        void degraded(AgentDegradedEvent event) {
            events.add("degraded");
        }

        @EventListener
        void recovered(AgentRecoveredEvent event) {
            events.add("recovered");
        }

        @GetMapping("/events")
        List<String> events() {
            return events;
        }
    }
}
