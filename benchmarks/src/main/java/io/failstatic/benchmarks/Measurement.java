package io.failstatic.benchmarks;

/**
 * What one JVM measured. <em>Immutable.</em>
 *
 * @param nanos time per operation, see {@link Cell.Time}: the median of the iterations
 * @param bytes allocated per operation
 */
record Measurement(double nanos, double bytes) {}
