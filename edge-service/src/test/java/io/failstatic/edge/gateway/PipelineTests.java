package io.failstatic.edge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.agent.Snapshot;
import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.HeaderCondition;
import io.failstatic.agent.config.RequestHeaders;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.edge.ratelimit.RateLimiter;
import io.failstatic.edge.report.RequestReports;
import io.failstatic.edge.report.Traffic;
import io.failstatic.edge.tenant.Callers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PipelineTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Pipeline pipeline = new Pipeline(
            () -> Snapshot.DEFAULTS,
            new Callers(false, null, List.of()),
            new RateLimiter(10, 1, 0),
            new FlagNames()::of,
            new Admission(1, 1),
            new Draining(),
            new Traffic(meters),
            new SnapshotVerdict(() -> 0, (snapshot, reason) -> {}),
            RequestReports.NONE,
            () -> 0);

    private final Configuration configuration = Configuration.compile(EdgeFixture.source()
            .service("s", 100, 0, "http://127.0.0.1:1")
            .route(new RoutingRule("broken", 1, "/a", "s", List.of(new HeaderCondition("X-Broken", "1")), 100, "api"))
            .route(new RoutingRule("conditional", 1, "/a", "s", List.of(new HeaderCondition("X-A", "1")), 50, "api"))
            .route(new RoutingRule("plain", 1, "/a", "s", List.of(), 0, "api"))
            .resources());

    @Test
    @Tag("C-23")
    @Tag("incident")
    void aRuleThatThrowsCostsThatRuleAndIsCounted() {
        assertThat(route(name -> name.equals("X-Broken") ? explode() : "1")).isEqualTo("conditional");
        assertThat(failures()).isEqualTo(1);
        assertThat(route(name -> explode())).isEqualTo("plain");
        assertThat(failures()).isEqualTo(3);
    }

    @Test
    void aStackThatOverflowsIsContainedToo() {
        assertThat(route(name -> {
                    throw new StackOverflowError();
                }))
                .isEqualTo("plain");
        assertThat(failures()).isEqualTo(2);
    }

    private String route(RequestHeaders headers) {
        RoutingRule rule = pipeline.route(configuration, "/a", headers);
        return rule == null ? "none" : rule.id();
    }

    private double failures() {
        return meters.get("edge.rule.failures").functionCounter().count();
    }

    private static String explode() {
        throw new IllegalStateException("an evaluation that nobody thought of");
    }
}
