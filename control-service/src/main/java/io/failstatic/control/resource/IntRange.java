package io.failstatic.control.resource;

/** Which integers are accepted, both ends included. */
record IntRange(int from, int to) {

    boolean contains(long value) {
        return value >= from && value <= to;
    }

    int require(String name, int value) {
        if (!contains(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + this + ")");
        }
        return value;
    }

    @Override
    public String toString() {
        return from + " to " + to;
    }
}
