package io.failstatic.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the agent stands at one moment. <em>Immutable.</em>
 *
 * @param state whether anything is wrong with the link to the control plane; a degraded agent serves all the same
 * @param sync how the snapshot in force relates to the control plane
 * @param snapshot the snapshot in force
 * @param instanceId name of this instance in the fleet
 * @param lastContact when the control plane last gave a valid answer, also in an earlier process; null when never
 * @param staleness time since {@code lastContact}, null when never
 * @param circuit the circuit breaker around the control plane
 * @param refused the refusal that stands, null when there is none
 * @param reasons why the state is {@code DEGRADED}, empty when it is {@code OK}
 * @param alarms what a person should look at although serving and state do not depend on it
 * @param disk how the cache directory fares
 * @param generations files in the cache directory that can be started from, newest first
 * @param diskFailures failed reads and writes since the start
 * @param ignored fields and kinds of the snapshot in force that this version does not know
 * @param lastPoll outcome of the last poll, null before the first
 * @param pinned what an operator holds the agent at, null when nothing; that alone is no degradation
 */
public record AgentStatus(
        State state,
        Sync sync,
        Snapshot snapshot,
        String instanceId,
        @Nullable Instant lastContact,
        @Nullable Duration staleness,
        Circuit circuit,
        @Nullable Refusal refused,
        List<Reason> reasons,
        List<Alarm> alarms,
        Disk disk,
        List<String> generations,
        long diskFailures,
        int ignored,
        @Nullable String lastPoll,
        @Nullable Pin pinned) {

    /** Copies the lists. */
    public AgentStatus {
        reasons = List.copyOf(reasons);
        alarms = List.copyOf(alarms);
        generations = List.copyOf(generations);
    }

    /** Whether the agent follows the control plane as it should. */
    public enum State {
        /** It does. */
        OK,
        /** It serves what it has; the reasons say why that may be old. */
        DEGRADED
    }

    /** How the snapshot in force relates to the control plane. */
    public enum Sync {
        /** The control plane was heard of recently enough. */
        CURRENT,
        /** The snapshot of a control plane is in force, but there was no contact for too long. */
        STALE,
        /** No snapshot of a control plane is in hand. */
        NEVER
    }

    /** State of the circuit breaker. */
    public enum Circuit {
        /** Polls go to the control plane. */
        CLOSED,
        /** Polls are left out for a while. */
        OPEN,
        /** One poll tries whether the control plane is back. */
        HALF_OPEN
    }

    /** Why an agent is degraded. */
    public enum Reason {
        /** No control plane was ever in contact, or none of its snapshots is in hand. */
        NEVER_SYNCED,
        /** The last contact is longer ago than the threshold. */
        STALE,
        /** A poll has failed and none has succeeded since the start. */
        NO_CONTACT_SINCE_START,
        /** A refusal stands. */
        REFUSED
    }

    /** What a person should look at. */
    public enum Alarm {
        /** The control plane answers 401 or 403. */
        UNAUTHORIZED,
        /** No secure connection: one side does not take the other's certificate, name or protocol. */
        TLS_FAILED,
        /** What answers is no control plane: a web page, a redirect, 404. */
        NOT_A_CONTROL_PLANE,
        /** The control plane answers, but needs more than half of the timeout for it. */
        SLOW_ANSWERS,
        /** A snapshot began to arrive and was not complete within the timeout. */
        SNAPSHOT_TOO_SLOW,
        /** Another process holds the cache directory: this one keeps everything in memory only. */
        DISK_LOCKED,
        /** The cache directory cannot be written: a restart may find an older snapshot or none. */
        DISK_FAILED,
        /** Files of the cache directory were damaged and set aside. */
        DISK_CORRUPT,
        /** A file of the cache directory is signed by no trusted key and left alone, or others may write to it. */
        DISK_UNTRUSTED,
        /** The shipped snapshot cannot be read, or is signed by no trusted key. */
        SHIPPED_SNAPSHOT_UNUSABLE,
        /** The poll loop does not run although it should. */
        POLLER_STALLED,
        /** An operator holds the agent at a snapshot: nothing new comes into force. */
        PINNED,
        /** The operator asked for something else than what is served, or for nothing that is understood. */
        PIN_UNUSABLE
    }

    /** How the cache directory fares. */
    public enum Disk {
        /** There is none. */
        NONE,
        /** It is read and written. */
        OK,
        /** Another process holds it. */
        LOCKED,
        /** It cannot be read or written. */
        FAILED
    }
}
