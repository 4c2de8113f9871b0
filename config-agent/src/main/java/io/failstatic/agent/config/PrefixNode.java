package io.failstatic.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node of a compressed prefix tree over the beginnings of one segment, for rules like {@code /a/b*}. <em>Immutable.</em>
 */
final class PrefixNode {

    private final String edge;
    private final Route[] routes;
    private final @Nullable ConditionIndex conditional;
    private final char[] firsts;
    private final PrefixNode[] children;

    private PrefixNode(String edge, List<Route> routes, char[] firsts, PrefixNode[] children) {
        this.edge = edge;
        this.conditional = ConditionIndex.of(routes);
        this.routes = ConditionIndex.beside(conditional, routes);
        this.firsts = firsts;
        this.children = children;
    }

    /** The better of what was found so far and what begins the path at the position. */
    @Nullable
    Route better(@Nullable Route best, String path, int position, RequestHeaders headers) {
        Route found = best;
        PrefixNode node = this;
        int at = position;
        while (node != null) {
            found = Route.better(found, node.routes, headers);
            if (node.conditional != null) {
                found = node.conditional.better(found, headers);
            }
            node = node.next(path, at);
            if (node != null) {
                at += node.edge.length();
            }
        }
        return found;
    }

    private @Nullable PrefixNode next(String path, int position) {
        if (position == path.length()) {
            return null;
        }
        char first = path.charAt(position);
        int low = 0;
        int high = firsts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            char c = firsts[middle];
            if (c == first) {
                PrefixNode child = children[middle];
                return path.startsWith(child.edge, position) ? child : null;
            }
            if (c < first) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** A node under construction. <em>Confined to the compiling thread.</em> */
    static final class Builder {

        private String edge;
        private List<Route> routes = new ArrayList<>(1);
        private Map<Character, Builder> children = new TreeMap<>();

        Builder(String edge) {
            this.edge = edge;
        }

        void add(String prefix, Route route) {
            Builder node = this;
            String rest = prefix;
            while (!rest.isEmpty()) {
                Builder child = node.children.get(rest.charAt(0));
                if (child == null) {
                    child = new Builder(rest);
                    node.children.put(rest.charAt(0), child);
                }
                int common = commonLength(child.edge, rest);
                if (common < child.edge.length()) {
                    child.splitAt(common);
                }
                rest = rest.substring(common);
                node = child;
            }
            node.routes.add(route);
        }

        private void splitAt(int length) {
            Builder lower = new Builder(edge.substring(length));
            lower.routes = routes;
            lower.children = children;
            edge = edge.substring(0, length);
            routes = new ArrayList<>(1);
            children = new TreeMap<>();
            children.put(lower.edge.charAt(0), lower);
        }

        private static int commonLength(String a, String b) {
            int end = Math.min(a.length(), b.length());
            int i = 0;
            while (i < end && a.charAt(i) == b.charAt(i)) {
                i++;
            }
            return i;
        }

        PrefixNode build() {
            routes.sort(Route.BEST_FIRST);
            char[] firsts = new char[children.size()];
            PrefixNode[] built = new PrefixNode[children.size()];
            int i = 0;
            for (Builder child : children.values()) {
                firsts[i] = child.edge.charAt(0);
                built[i++] = child.build();
            }
            return new PrefixNode(edge, routes, firsts, built);
        }
    }
}
