package io.failstatic.agent.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.failstatic.agent.AgentStatus.State;
import io.failstatic.agent.BoundDocument;
import io.failstatic.agent.ConfigAgent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FixedConfigAgentTests {

    record Checkout(int retries) {}

    @Test
    void servesWhatItWasGiven() {
        try (ConfigAgent agent = new FixedConfigAgent()
                .flag("on", true)
                .flag("off", false)
                .flagFor("some", "acme")
                .limit("acme", 10, Duration.ofMinutes(1))
                .limit("globex", 20, Duration.ofMinutes(1))
                .tenant("acme", "fsk_key")
                .document("checkout", "{\"retries\": 5}")
                .and(more -> more.service("sample", "http://10.0.0.1:80").route("all", "/", "sample"))
                .build()) {
            BoundDocument<Checkout> checkout = agent.documents().bind("checkout", Checkout.class, new Checkout(1));
            agent.start();
            assertThat(agent.flags().enabledFor("acme")).containsExactly("on", "some");
            assertThat(agent.flags().enabledFor("globex")).containsExactly("on");
            assertThat(agent.rateLimits().find("acme", "api").limit()).isEqualTo(10);
            assertThat(agent.current()
                            .configuration()
                            .tenants()
                            .findByApiKey("fsk_key")
                            .id())
                    .isEqualTo("acme");
            assertThat(agent.routes().match("/x", name -> null).targetService()).isEqualTo("sample");
            assertThat(checkout.get().retries()).isEqualTo(5);
            assertThat(agent.status().state()).isEqualTo(State.OK);
        }
    }

    @Test
    void isAsStrictAsTheAgent() {
        FixedConfigAgent twice = new FixedConfigAgent().flag("on", true).flag("on", false);
        assertThatIllegalArgumentException().isThrownBy(twice::build).withMessageContaining("SCHEMA_INVALID");
    }
}
