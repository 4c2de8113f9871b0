package io.failstatic.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one path that have conditions, each found by the one of them that the fewest others have; for paths with so many that trying
 * one after the other would take time. <em>Immutable.</em>
 */
final class ConditionIndex {

    private static final int FEW = 8;

    private final String[] headers;
    private final List<Map<String, Route[]>> byValue;

    private ConditionIndex(Map<String, Map<String, Route[]>> routes) {
        this.headers = routes.keySet().toArray(new String[0]);
        this.byValue = List.copyOf(routes.values());
    }

    /** The index over those of these routes, best first, that have conditions; null when they are few. */
    static @Nullable ConditionIndex of(List<Route> routes) {
        if (routes.stream().filter(Route::hasConditions).count() <= FEW) {
            return null;
        }
        Map<String, Map<String, Integer>> uses = new HashMap<>();
        for (Route route : routes) {
            for (HeaderCondition condition : route.conditions()) {
                uses.computeIfAbsent(header(condition), header -> new HashMap<>())
                        .merge(condition.equals(), 1, Integer::sum);
            }
        }
        Map<String, Map<String, List<Route>>> found = new LinkedHashMap<>();
        for (Route route : routes) {
            HeaderCondition rarest = null;
            int least = Integer.MAX_VALUE;
            for (HeaderCondition condition : route.conditions()) {
                int used = uses.getOrDefault(header(condition), Map.of()).getOrDefault(condition.equals(), 0);
                if (used < least) {
                    rarest = condition;
                    least = used;
                }
            }
            if (rarest != null) {
                found.computeIfAbsent(header(rarest), header -> new HashMap<>())
                        .computeIfAbsent(rarest.equals(), value -> new ArrayList<>(1))
                        .add(route);
            }
        }
        Map<String, Map<String, Route[]>> frozen = new LinkedHashMap<>();
        found.forEach((header, values) -> {
            Map<String, Route[]> arrays = new HashMap<>(values.size() * 4 / 3 + 1);
            values.forEach((value, list) -> arrays.put(value, list.toArray(Route.NONE)));
            frozen.put(header, arrays);
        });
        return new ConditionIndex(frozen);
    }

    /** Those of these routes that are tried one after the other beside this index. */
    static Route[] beside(@Nullable ConditionIndex index, List<Route> routes) {
        return index == null
                ? routes.toArray(Route.NONE)
                : routes.stream().filter(route -> !route.hasConditions()).toArray(Route[]::new);
    }

    private static String header(HeaderCondition condition) {
        return condition.header().toLowerCase(Locale.ROOT);
    }

    /** The better of what was found so far and what is found here. */
    @Nullable
    Route better(@Nullable Route best, RequestHeaders request) {
        Route found = best;
        for (int i = 0; i < headers.length; i++) {
            String value = request.first(headers[i]);
            Route[] routes = value == null ? null : byValue.get(i).get(value);
            if (routes != null) {
                found = Route.better(found, routes, request);
            }
        }
        return found;
    }
}
