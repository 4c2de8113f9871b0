package io.failstatic.agent.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node of the compressed prefix tree in {@link RouteTable}: the rules whose prefix ends here, best first, and the edges
 * to longer prefixes. <em>Immutable.</em>
 */
final class RouteNode {

    private static final Comparator<Entry> BEST_FIRST = Comparator.<Entry>comparingInt(entry -> entry.rule.priority())
            .reversed()
            .thenComparing(entry -> entry.rule.id());

    private final String edge;
    private final Entry[] entries;
    private final char[] firsts;
    private final RouteNode[] children;

    private RouteNode(String edge, Entry[] entries, char[] firsts, RouteNode[] children) {
        this.edge = edge;
        this.entries = entries;
        this.firsts = firsts;
        this.children = children;
    }

    int edgeLength() {
        return edge.length();
    }

    /** The best rule of this node that applies, unless the best so far has a higher priority: this node's prefix is longer. */
    @Nullable
    RoutingRule better(@Nullable RoutingRule best, String path, int position, RequestHeaders headers) {
        if (entries.length == 0) {
            return best;
        }
        boolean atBoundary = position == path.length() || path.charAt(position) == '/';
        for (Entry entry : entries) {
            if (best != null && entry.rule.priority() < best.priority()) {
                return best;
            }
            if ((atBoundary || entry.open) && entry.conditionsHold(headers)) {
                return entry.rule;
            }
        }
        return best;
    }

    /** The node one edge further along the path, or null. */
    @Nullable
    RouteNode next(String path, int position) {
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
                RouteNode child = children[middle];
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

    private static final class Entry {

        private final RoutingRule rule;
        private final boolean open;
        private final HeaderCondition[] conditions;

        Entry(RoutingRule rule, boolean open) {
            this.rule = rule;
            this.open = open;
            this.conditions = rule.conditions().toArray(new HeaderCondition[0]);
        }

        boolean conditionsHold(RequestHeaders headers) {
            for (HeaderCondition condition : conditions) {
                if (!condition.holds(headers)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A node under construction. <em>Confined to the compiling thread.</em> */
    static final class Builder {

        private String edge;
        private List<Entry> entries = new ArrayList<>(1);
        private Map<Character, Builder> children = new TreeMap<>();

        Builder(String edge) {
            this.edge = edge;
        }

        void add(PathPattern pattern, RoutingRule rule) {
            Builder node = this;
            String rest = pattern.prefix();
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
            node.entries.add(new Entry(rule, pattern.open()));
        }

        private void splitAt(int length) {
            Builder lower = new Builder(edge.substring(length));
            lower.entries = entries;
            lower.children = children;
            edge = edge.substring(0, length);
            entries = new ArrayList<>(1);
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

        RouteNode build() {
            entries.sort(BEST_FIRST);
            char[] firsts = new char[children.size()];
            RouteNode[] built = new RouteNode[children.size()];
            int i = 0;
            for (Builder child : children.values()) {
                firsts[i] = child.edge.charAt(0);
                built[i++] = child.build();
            }
            return new RouteNode(edge, entries.toArray(new Entry[0]), firsts, built);
        }
    }
}
