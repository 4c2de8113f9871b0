package io.failstatic.control.fleet;

import java.time.Instant;

/**
 * One instance as the control service knows it. <i>Immutable.</i>
 *
 * @param token name of the token that the instance's id is bound to
 * @param audience the instances that should run the same content as this one
 * @param report what it said last
 * @param lastPoll when it said so
 */
public record Instance(String token, String audience, InstanceState state, InstanceReport report, Instant lastPoll) {}
