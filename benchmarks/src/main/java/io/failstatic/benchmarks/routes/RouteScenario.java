package io.failstatic.benchmarks.routes;

import io.failstatic.benchmarks.traffic.Zipf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What rules there are and what is asked for: prefixes of two to four segments, some below others; most requests go one
 * segment below a rule, one in ten below none. Rules are popular as
 * {@link Zipf} has it. <em>Immutable.</em>
 *
 * @param rules number of rules
 */
public record RouteScenario(int rules) {

    /** Requests before they repeat; a power of two. */
    public static final int REQUESTS = 4096;

    private static final long SEED = 20_261_120;
    private static final List<String> NOUNS =
            List.of("orders", "users", "invoices", "payments", "carts", "items", "reports", "sessions", "events");

    /** The path of each rule: what is at or below it is covered. */
    public List<String> rulePaths() {
        Random random = new Random(SEED);
        Set<String> seen = new HashSet<>();
        List<String> paths = new ArrayList<>();
        while (paths.size() < rules) {
            String path = "/api/service-%05d".formatted(random.nextInt(Math.max(2, rules / 4)));
            for (int more = random.nextInt(3); more > 0; more--) {
                path += "/" + NOUNS.get(random.nextInt(NOUNS.size()));
            }
            if (seen.add(path)) {
                paths.add(path);
            }
        }
        return paths;
    }

    /** The paths asked for, in order. */
    public String[] requestPaths() {
        Random random = new Random(SEED + 1);
        List<String> paths = rulePaths();
        int[] asked = Zipf.draws(REQUESTS, rules, SEED + 2);
        String[] requests = new String[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            requests[i] = random.nextInt(10) == 0
                    ? "/assets/app-" + random.nextInt(1000) + "/main.js"
                    : paths.get(asked[i]) + "/" + random.nextInt(100_000);
        }
        return requests;
    }

    /** The number of the longest rule that covers the path, -1 when none does, by looking at all of them. */
    static int scan(List<String> paths, String path) {
        int best = -1;
        for (int rule = 0; rule < paths.size(); rule++) {
            String prefix = paths.get(rule);
            boolean covers = path.equals(prefix) || path.startsWith(prefix + "/");
            if (covers && (best < 0 || prefix.length() > paths.get(best).length())) {
                best = rule;
            }
        }
        return best;
    }
}
