package io.failstatic.agent.config;

import java.util.List;
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
 * path, however many rules there are (only rules of equal paths are tried one after the other), and allocates nothing.
 */
public final class RouteTable {

    private final RouteNode root;

    private RouteTable(RouteNode root) {
        this.root = root;
    }

    static RouteTable compile(List<RoutingRule> rules, Services services) {
        RouteNode.Builder root = new RouteNode.Builder("");
        for (int i = 0; i < rules.size(); i++) {
            RoutingRule rule = rules.get(i);
            if (services.find(rule.targetService()) == null) {
                throw new InvalidContentException(
                        "/routing-rules/" + i + "/targetService", "targetService: no such service");
            }
            root.add(PathPattern.of(rule.path()), rule);
        }
        return new RouteTable(root.build());
    }

    /**
     * The rule for a request, or null where none covers it.
     *
     * @param normalisedPath decoded, without dot segments, beginning with a slash
     */
    public @Nullable RoutingRule match(String normalisedPath, RequestHeaders headers) {
        RoutingRule best = null;
        RouteNode node = root;
        int position = 0;
        while (node != null) {
            best = node.better(best, normalisedPath, position, headers);
            node = node.next(normalisedPath, position);
            if (node != null) {
                position += node.edgeLength();
            }
        }
        return best;
    }
}
