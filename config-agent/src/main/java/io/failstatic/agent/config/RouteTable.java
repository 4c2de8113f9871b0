package io.failstatic.agent.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routing rules, ready to be matched. <em>Immutable.</em>
 *
 * <p>A rule of path {@code /a/b}, {@code /a/b/} or {@code /a/b/*} covers {@code /a/b} and everything below it, not
 * {@code /a/bc}; {@code /a/b*} covers every path that begins with {@code /a/b}, {@code /a/bc} too; {@code /} and
 * {@code /*} cover everything. Matching is case-sensitive, on the decoded path; percent-encoding in a rule is decoded
 * when it is compiled.
 *
 * <p>Of the rules that cover a path and whose conditions all hold, the highest priority wins, then the longest path
 * (without a trailing slash and star, decoded), then the smallest id. Matching takes time linear in the length of the
 * path, however many rules there are, and allocates nothing: only rules of equal paths are tried one after the other, and of those that have
 * conditions only the ones whose rarest condition holds, once there are more than a few.
 */
public final class RouteTable {

    private final SegmentNode root;

    private RouteTable(SegmentNode root) {
        this.root = root;
    }

    static RouteTable compile(List<RoutingRule> rules, Services services) {
        SegmentNode.Builder root = new SegmentNode.Builder();
        // Many rules have the same few conditions: sharing them keeps what a match touches in the caches.
        Map<List<HeaderCondition>, HeaderCondition[]> shared = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            RoutingRule rule = rules.get(i);
            if (services.find(rule.targetService()) == null) {
                throw new InvalidContentException(
                        "/routing-rules/" + i + "/targetService", "targetService: no such service");
            }
            PathPattern pattern = PathPattern.of(rule.path());
            HeaderCondition[] conditions =
                    shared.computeIfAbsent(rule.conditions(), list -> list.toArray(new HeaderCondition[0]));
            root.add(pattern, new Route(rule, pattern.prefix().length(), conditions));
        }
        return new RouteTable(root.build());
    }

    /**
     * The rule for a request, or null where none covers it.
     *
     * @param normalisedPath decoded, without dot segments, beginning with a slash
     */
    public @Nullable RoutingRule match(String normalisedPath, RequestHeaders headers) {
        if (!normalisedPath.startsWith("/")) {
            return null;
        }
        int length = normalisedPath.length();
        Route best = null;
        SegmentNode node = root;
        int position = 0;
        while (node != null) {
            best = node.better(best, normalisedPath, position, headers);
            if (position == length) {
                break;
            }
            int slash = normalisedPath.indexOf('/', position + 1);
            int end = slash < 0 ? length : slash;
            node = node.next(normalisedPath, position, end);
            position = end;
        }
        return best == null ? null : best.rule();
    }
}
