package io.failstatic.agent.test;

import java.time.Duration;

/** What goes wrong on the way of an answer. <em>Immutable.</em> */
sealed interface Fault {

    /** Nothing goes wrong. */
    record None() implements Fault {}

    /** Every request has this status; no Retry-After where it is empty. */
    record Status(int status, String retryAfter) implements Fault {}

    /** The request is read and never answered. */
    record Hang() implements Fault {}

    /** The connection is reset after the first half of the body. */
    record Reset() implements Fault {}

    /** The connection is closed, politely, after the first half of the body. */
    record Truncate() implements Fault {}

    /** One byte at a time. */
    record Dribble(Duration perByte) implements Fault {}

    /** The whole answer in pieces, evenly spread. */
    record Slow(Duration perAnswer) implements Fault {}

    /** Bytes that are not HTTP. */
    record Garbage() implements Fault {}

    /** The whole answer comes late. */
    record Delay(Duration delay) implements Fault {}
}
