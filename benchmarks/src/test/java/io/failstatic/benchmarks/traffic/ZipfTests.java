package io.failstatic.benchmarks.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ZipfTests {

    @Test
    void theMostPopularIsDrawnAboutTwiceAsOftenAsTheNext() {
        int[] counts = new int[100];
        for (int draw : Zipf.draws(100_000, 100, 1)) {
            counts[draw]++;
        }
        Arrays.sort(counts);
        assertThat(counts[99] / (double) counts[98]).isBetween(1.8, 2.2);
        assertThat(counts[0]).isPositive();
    }

    @Test
    void drawsAreRepeatable() {
        assertThat(Zipf.draws(50, 10, 7)).isEqualTo(Zipf.draws(50, 10, 7));
    }
}
