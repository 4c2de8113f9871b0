package io.failstatic.benchmarks.decision;

import io.failstatic.benchmarks.flags.LimitFlags;
import io.failstatic.benchmarks.rates.CasRates;
import io.failstatic.benchmarks.routes.SegmentTrie;

/** The decision by hand, with as little as will do. */
final class PrototypeDecision implements DecisionContestant {

    private final String[] tenants;
    private final String[] paths;
    private final String[] names;
    private final SegmentTrie.Node routes;
    private final CasRates rates;
    private final LimitFlags flags;

    PrototypeDecision(DecisionScenario scenario) {
        this.tenants = scenario.tenantIds();
        this.paths = scenario.routes().requestPaths();
        this.names = scenario.flagNames();
        this.routes = SegmentTrie.of(scenario.routes());
        this.rates = new CasRates(scenario.rates());
        this.flags = new LimitFlags(scenario.flags());
    }

    @Override
    public int decide(int request) {
        int rule = routes.match(paths[request]);
        if (rule < 0) {
            return -1;
        }
        String tenant = tenants[request];
        if (!rates.tryAcquire(tenant)) {
            return -2;
        }
        int on = 0;
        for (int i = request * DecisionScenario.FLAGS; i < (request + 1) * DecisionScenario.FLAGS; i++) {
            on += flags.isEnabled(names[i], tenant) ? 1 : 0;
        }
        return rule + on;
    }
}
