package io.failstatic.benchmarks.routes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trie of segments that matches the raw path without making a string: children sorted by their segment's hash, found by
 * binary search and compared in place. Knows neither priorities nor conditions.
 */
public final class SegmentTrie implements RouteContestant {

    private final String[] requests;
    private volatile Node root;

    SegmentTrie(RouteScenario scenario) {
        this.requests = scenario.requestPaths();
        this.root = of(scenario);
    }

    /** The compiled rules of the scenario. */
    public static Node of(RouteScenario scenario) {
        Builder root = new Builder("");
        List<String> paths = scenario.rulePaths();
        for (int rule = 0; rule < paths.size(); rule++) {
            Builder node = root;
            for (String segment : paths.get(rule).substring(1).split("/", -1)) {
                node = node.child(segment);
            }
            node.rule = rule;
        }
        return root.build();
    }

    @Override
    public int match(int request) {
        return root.match(requests[request]);
    }

    /** A segment of some rules. <em>Immutable.</em> */
    public static final class Node {

        private final String segment;
        private final int rule;
        private final int[] hashes;
        private final Node[] children;

        private Node(String segment, int rule, int[] hashes, Node[] children) {
            this.segment = segment;
            this.rule = rule;
            this.hashes = hashes;
            this.children = children;
        }

        /** The number of the longest rule that covers the path, -1 when none does. */
        public int match(String path) {
            int best = rule;
            Node node = this;
            int begin = 1;
            int end = path.length();
            while (begin <= end) {
                int hash = 0;
                int i = begin;
                for (char c; i < end && (c = path.charAt(i)) != '/'; i++) {
                    hash = 31 * hash + c;
                }
                Node child = node.child(hash, path, begin, i - begin);
                if (child == null) {
                    return best;
                }
                node = child;
                best = node.rule >= 0 ? node.rule : best;
                begin = i + 1;
            }
            return best;
        }

        private @Nullable Node child(int hash, String path, int begin, int length) {
            int i = Arrays.binarySearch(hashes, hash);
            if (i < 0) {
                return null;
            }
            String segment = children[i].segment;
            return segment.length() == length && path.startsWith(segment, begin) ? children[i] : null;
        }
    }

    private static final class Builder {

        private final String segment;
        private final List<Builder> children = new ArrayList<>();
        private int rule = -1;

        Builder(String segment) {
            this.segment = segment;
        }

        Builder child(String name) {
            for (Builder child : children) {
                if (child.segment.equals(name)) {
                    return child;
                }
            }
            Builder child = new Builder(name);
            children.add(child);
            return child;
        }

        Node build() {
            children.sort((a, b) -> Integer.compare(a.segment.hashCode(), b.segment.hashCode()));
            int[] hashes = children.stream()
                    .mapToInt(child -> child.segment.hashCode())
                    .toArray();
            if (Arrays.stream(hashes).distinct().count() < hashes.length) {
                throw new IllegalStateException("two segments of one hash: a prototype does not bother");
            }
            return new Node(
                    segment, rule, hashes, children.stream().map(Builder::build).toArray(Node[]::new));
        }
    }
}
