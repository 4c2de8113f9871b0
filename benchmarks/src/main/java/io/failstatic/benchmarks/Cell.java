package io.failstatic.benchmarks;

/** One contestant in one suite at one size: what is measured in one JVM. <em>Immutable.</em> */
record Cell(Class<?> suite, Enum<?> contestant, int size, Time time) {

    /** Which time counts. */
    enum Time {
        /** See {@link CpuTime}. */
        CPU,
        /** For what waits, as for a disk. */
        WALL
    }

    Cell(Class<?> suite, Enum<?> contestant, int size) {
        this(suite, contestant, size, Time.CPU);
    }

    @Override
    public String toString() {
        return suite.getSimpleName().replace("Benchmark", "") + " " + contestant + " of " + size;
    }
}
