package io.failstatic.benchmarks.routes;

import io.failstatic.agent.config.Configuration;
import io.failstatic.agent.config.RequestHeaders;
import io.failstatic.agent.config.Resources;
import io.failstatic.agent.config.RoutingRule;
import io.failstatic.agent.config.Service;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/** The agent's routes, read like a host reads them: one volatile read, then the configuration. */
public final class CompiledRoutes implements RouteContestant {

    private final String[] paths;
    private volatile Configuration configuration;

    CompiledRoutes(RouteScenario scenario) {
        this.paths = scenario.requestPaths();
        this.configuration = Configuration.compile(
                new Resources(List.of(), services(), List.of(), rules(scenario), List.of(), List.of()));
    }

    /** The services that {@link #rules} name. */
    public static List<Service> services() {
        return List.of(new Service("upstream", 1, List.of(URI.create("http://127.0.0.1:7001")), 5000, 0));
    }

    /** The rules of the scenario; the version of a rule is its number. */
    public static List<RoutingRule> rules(RouteScenario scenario) {
        List<String> paths = scenario.rulePaths();
        return IntStream.range(0, paths.size())
                .mapToObj(i -> new RoutingRule("r" + i, i + 1, paths.get(i), "upstream", List.of(), 0, "api"))
                .toList();
    }

    @Override
    public int match(int request) {
        RoutingRule rule = configuration.routes().match(paths[request], RequestHeaders.NONE);
        return rule == null ? -1 : (int) rule.version() - 1;
    }
}
