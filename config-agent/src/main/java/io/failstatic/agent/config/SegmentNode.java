package io.failstatic.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final @Nullable ConditionIndex conditional;
    private final @Nullable PrefixNode open;
    private final int[] hashes;
    private final @Nullable SegmentNode[] children;

    private SegmentNode(String segment, List<Route> routes, @Nullable PrefixNode open, List<SegmentNode> children) {
        this.segment = segment;
        this.conditional = ConditionIndex.of(routes);
        this.routes = ConditionIndex.beside(conditional, routes);
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
        if (conditional != null) {
            found = conditional.better(found, headers);
        }
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
        private final List<Builder> below;
        private PrefixNode.@Nullable Builder open;
        private @Nullable SegmentNode built;

        /** The root of a tree. */
        Builder() {
            this("", new ArrayList<>());
        }

        /** @param below the nodes of the whole tree but the root, each after its parent */
        private Builder(String segment, List<Builder> below) {
            this.segment = segment;
            this.below = below;
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
                node = node.children.computeIfAbsent(prefix.substring(position, end), this::grow);
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

        private Builder grow(String child) {
            Builder builder = new Builder(child, below);
            below.add(builder);
            return builder;
        }

        /** Builds the tree from its leaves, without recursion: a path of 1024 slashes is as deep as that. */
        SegmentNode build() {
            for (int i = below.size() - 1; i >= 0; i--) {
                Builder builder = below.get(i);
                builder.built = builder.node();
            }
            return node();
        }

        private SegmentNode node() {
            routes.sort(Route.BEST_FIRST);
            List<SegmentNode> nodes = new ArrayList<>(children.size());
            for (Builder child : children.values()) {
                nodes.add(Objects.requireNonNull(child.built));
            }
            return new SegmentNode(segment, routes, open == null ? null : open.build(), nodes);
        }
    }
}
