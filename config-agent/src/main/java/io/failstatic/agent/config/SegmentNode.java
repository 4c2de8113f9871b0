package io.failstatic.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of the tree of path segments in {@link RouteTable}: the routes whose prefix ends here, and the segments that
 * may follow, in a hash table of its own that is asked with a piece of the path. <em>Immutable.</em>
 */
final class SegmentNode {

    private static final int[] NO_HASHES = {};
    private static final @Nullable SegmentNode[] NO_CHILDREN = {};

    private final String segment;
    private final Route[] routes;
    private final @Nullable PrefixNode open;
    private final int[] hashes;
    private final @Nullable SegmentNode[] children;

    private SegmentNode(String segment, Route[] routes, @Nullable PrefixNode open, List<SegmentNode> children) {
        this.segment = segment;
        this.routes = routes;
        this.open = open;
        int size = children.isEmpty() ? 0 : Integer.highestOneBit(children.size()) * 4;
        this.hashes = size == 0 ? NO_HASHES : new int[size];
        this.children = size == 0 ? NO_CHILDREN : new SegmentNode[size];
        for (SegmentNode child : children) {
            int hash = hash(child.segment, 0, child.segment.length());
            int i = hash & (size - 1);
            while (this.children[i] != null) {
                i = (i + 1) & (size - 1);
            }
            hashes[i] = hash;
            this.children[i] = child;
        }
    }

    /** The better of what was found so far and what this node has for the path; its prefix ends at the position. */
    @Nullable
    Route better(@Nullable Route best, String path, int position, RequestHeaders headers) {
        Route found = Route.better(best, routes, headers);
        return open == null ? found : open.better(found, path, position, headers);
    }

    /** The node of the segment between two positions, both at a slash or at the end, or null. */
    @Nullable
    SegmentNode next(String path, int from, int to) {
        if (children.length == 0) {
            return null;
        }
        int hash = hash(path, from, to);
        int mask = hashes.length - 1;
        for (int i = hash & mask; ; i = (i + 1) & mask) {
            SegmentNode child = children[i];
            if (child == null) {
                return null;
            }
            if (hashes[i] == hash && child.segment.length() == to - from && path.startsWith(child.segment, from)) {
                return child;
            }
        }
    }

    private static int hash(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + text.charAt(i);
        }
        int spread = hash * 0x9e3779b9;
        return spread ^ (spread >>> 16);
    }

    /** A node under construction. <em>Confined to the compiling thread.</em> */
    static final class Builder {

        private final String segment;
        private final List<Route> routes = new ArrayList<>(1);
        private final Map<String, Builder> children = new HashMap<>();
        private PrefixNode.@Nullable Builder open;

        Builder(String segment) {
            this.segment = segment;
        }

        void add(PathPattern pattern, Route route) {
            String prefix = pattern.prefix();
            Builder node = this;
            int position = 0;
            while (position < prefix.length()) {
                int slash = prefix.indexOf('/', position + 1);
                int end = slash < 0 ? prefix.length() : slash;
                if (slash < 0 && pattern.open()) {
                    node.addOpen(prefix.substring(position), route);
                    return;
                }
                node = node.children.computeIfAbsent(prefix.substring(position, end), Builder::new);
                position = end;
            }
            node.routes.add(route);
        }

        private void addOpen(String prefix, Route route) {
            if (open == null) {
                open = new PrefixNode.Builder("");
            }
            open.add(prefix, route);
        }

        SegmentNode build() {
            routes.sort(Route.BEST_FIRST);
            return new SegmentNode(
                    segment,
                    routes.toArray(Route.NONE),
                    open == null ? null : open.build(),
                    children.values().stream().map(Builder::build).toList());
        }
    }
}
