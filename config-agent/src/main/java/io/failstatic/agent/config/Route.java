package io.failstatic.agent.config;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A routing rule with what decides between it and others that cover the same path. <em>Immutable.</em> */
final class Route {

    static final Comparator<Route> BEST_FIRST =
            Comparator.<Route>comparingInt(route -> route.priority).reversed().thenComparing(route -> route.rule.id());

    static final Route[] NONE = {};

    private final RoutingRule rule;
    private final int priority;
    private final int length;
    private final HeaderCondition[] conditions;

    Route(RoutingRule rule, int length, HeaderCondition[] conditions) {
        this.rule = rule;
        this.priority = rule.priority();
        this.length = length;
        this.conditions = conditions;
    }

    RoutingRule rule() {
        return rule;
    }

    boolean hasConditions() {
        return conditions.length > 0;
    }

    List<HeaderCondition> conditions() {
        return rule.conditions();
    }

    /** The better of what was found so far and the first of these, best first, whose conditions hold. */
    static @Nullable Route better(@Nullable Route best, Route[] routes, RequestHeaders headers) {
        for (Route route : routes) {
            if (best != null && !route.beats(best)) {
                return best;
            }
            if (route.conditionsHold(headers)) {
                return route;
            }
        }
        return best;
    }

    private boolean beats(Route other) {
        if (priority != other.priority) {
            return priority > other.priority;
        }
        if (length != other.length) {
            return length > other.length;
        }
        return rule.id().compareTo(other.rule.id()) < 0;
    }

    private boolean conditionsHold(RequestHeaders headers) {
        for (HeaderCondition condition : conditions) {
            if (!condition.holds(headers)) {
                return false;
            }
        }
        return true;
    }
}
