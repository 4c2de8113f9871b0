package io.failstatic.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A random world of control planes: some publish, skip numbers, are cloned into a split brain, restored from yesterday,
 * raised to a new epoch or leap ahead; one may have another lineage. Beside them a mirror or a cache that may hold anything
 * ever published.
 */
final class RandomHistory {

    private static final int MOST_PLANES = 4;
    private static final String[] TOKENS = new String[256];

    static {
        for (int n = 0; n < TOKENS.length; n++) {
            TOKENS[n] = "t" + n;
        }
    }

    private final SplittableRandom random;
    private final List<List<Offer>> planes = new ArrayList<>();
    private final List<Offer> published = new ArrayList<>();

    RandomHistory(SplittableRandom random) {
        this.random = random;
        planes.add(new ArrayList<>(List.of(mint("a", 1, 1))));
    }

    /** What one of the control planes serves now, as a load balancer would have it. */
    Offer head() {
        List<Offer> plane = any(planes);
        return plane.get(plane.size() - 1);
    }

    /** Anything that was ever published, from a mirror, a cache, or a control plane that is behind. */
    Offer anything() {
        return any(published);
    }

    /** Something happens to one of the control planes. */
    void change() {
        List<Offer> plane = any(planes);
        Offer head = plane.get(plane.size() - 1);
        switch (random.nextInt(12)) {
            case 0 -> copy(plane);
            case 1 -> restore(plane);
            case 2 -> plane.add(mint(head.lineage(), head.epoch() + 1, random.nextBoolean() ? 1 : head.revision() + 1));
            case 3 -> leap(plane, head);
            case 4 -> foreign();
            case 5 -> plane.add(mint(head.lineage(), head.epoch(), head.revision() + 1 + random.nextInt(6)));
            default -> plane.add(mint(head.lineage(), head.epoch(), head.revision() + 1));
        }
    }

    private void copy(List<Offer> plane) {
        if (planes.size() < MOST_PLANES) {
            planes.add(new ArrayList<>(plane));
        }
    }

    private void restore(List<Offer> plane) {
        int kept = 1 + random.nextInt(plane.size());
        plane.subList(kept, plane.size()).clear();
    }

    private void leap(List<Offer> plane, Offer head) {
        plane.add(
                switch (random.nextInt(6)) {
                    case 0 -> mint(head.lineage(), head.epoch(), head.revision() + 1_000_000);
                    case 1 -> mint(head.lineage(), head.epoch(), head.revision() + 1_000_001);
                    case 2 -> mint(head.lineage(), head.epoch(), Long.MAX_VALUE - random.nextInt(3));
                    case 3 -> mint(head.lineage(), head.epoch() + 1_000, 1);
                    case 4 -> mint(head.lineage(), head.epoch() + 1_001, 1);
                    default -> mint(head.lineage(), Long.MAX_VALUE - random.nextInt(3), 1);
                });
    }

    private void foreign() {
        if (planes.size() < MOST_PLANES) {
            planes.add(new ArrayList<>(List.of(mint("b", 1 + random.nextInt(2), 1 + random.nextInt(4)))));
        }
    }

    private Offer mint(String lineage, long epoch, long revision) {
        // A counter at its end stays there, as a control plane's would.
        Offer offer = new Offer(
                lineage,
                epoch < 0 ? Long.MAX_VALUE : epoch,
                revision < 0 ? Long.MAX_VALUE : revision,
                TOKENS[published.size() % TOKENS.length],
                random.nextInt(8) != 0);
        published.add(offer);
        return offer;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
