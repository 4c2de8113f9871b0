package io.failstatic.edge.gateway;

/** Whether this edge is about to stop, so that clients should look for another one. <em>Thread-safe.</em> */
final class Draining {

    private volatile boolean begun;

    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }
}
