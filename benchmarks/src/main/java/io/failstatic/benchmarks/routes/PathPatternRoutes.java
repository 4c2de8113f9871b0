package io.failstatic.benchmarks.routes;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** Spring's patterns tried in order, longest first; the first that matches wins. */
final class PathPatternRoutes implements RouteContestant {

    private record Route(PathPattern pattern, int rule) {}

    private final PathContainer[] requests;
    private volatile Route[] routes;

    PathPatternRoutes(RouteScenario scenario) {
        this.requests = Arrays.stream(scenario.requestPaths())
                .map(PathContainer::parsePath)
                .toArray(PathContainer[]::new);
        List<String> paths = scenario.rulePaths();
        this.routes = IntStream.range(0, paths.size())
                .boxed()
                .sorted(Comparator.comparing((Integer rule) -> paths.get(rule).length())
                        .reversed())
                .map(rule -> new Route(PathPatternParser.defaultInstance.parse(paths.get(rule) + "/**"), rule))
                .toArray(Route[]::new);
    }

    @Override
    public int match(int request) {
        PathContainer path = requests[request];
        for (Route route : routes) {
            if (route.pattern.matches(path)) {
                return route.rule;
            }
        }
        return -1;
    }
}
