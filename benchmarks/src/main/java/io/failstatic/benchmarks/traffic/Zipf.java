package io.failstatic.benchmarks.traffic;

import java.util.Arrays;
import java.util.Random;

/** Draws that follow Zipf's law with exponent 1: the second is asked for half as often as the first. */
public final class Zipf {

    private Zipf() {}

    /**
     * Repeatable draws from 0 to {@code bound - 1}. Which of them are popular is shuffled, so that equal ranks of two
     * sequences are not equal numbers.
     */
    public static int[] draws(int count, int bound, long seed) {
        Random random = new Random(seed);
        double[] cumulative = new double[bound];
        double sum = 0;
        for (int i = 0; i < bound; i++) {
            sum += 1.0 / (i + 1);
            cumulative[i] = sum;
        }
        int[] byRank = shuffled(bound, random);
        double total = sum;
        return random.doubles(count)
                .mapToInt(draw -> byRank[rank(cumulative, draw * total)])
                .toArray();
    }

    private static int rank(double[] cumulative, double draw) {
        int found = Arrays.binarySearch(cumulative, draw);
        return Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
    }

    private static int[] shuffled(int bound, Random random) {
        int[] numbers = new int[bound];
        for (int i = 0; i < bound; i++) {
            int j = random.nextInt(i + 1);
            numbers[i] = numbers[j];
            numbers[j] = i;
        }
        return numbers;
    }
}
