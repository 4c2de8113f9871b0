package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.AgentStatus.Disk;
import io.failstatic.agent.AgentStatus.Reason;
import io.failstatic.agent.AgentStatus.Sync;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for when an agent calls itself degraded, or calls for a person. It goes on serving all the same. */
final class Degradation {

    private static final int LEAST_SERVER_INTERVALS = 3;

    private Degradation() {}

    static List<Reason> reasons(
            Origin origin, Contact contact, Duration degradedAfter, Schedule schedule, @Nullable Refusal refused) {
        List<Reason> reasons = new ArrayList<>();
        Duration staleness = contact.staleness();
        if (origin == Origin.DEFAULTS || staleness == null) {
            reasons.add(Reason.NEVER_SYNCED);
        }
        if (staleness != null && staleness.compareTo(threshold(degradedAfter, schedule)) > 0) {
            reasons.add(Reason.STALE);
        }
        if (contact.missedSinceStart()) {
            reasons.add(Reason.NO_CONTACT_SINCE_START);
        }
        if (refused != null) {
            reasons.add(Reason.REFUSED);
        }
        return reasons;
    }

    /** What a person should look at although serving and state do not depend on it. */
    static List<Alarm> alarms(
            Poller poller,
            PollLoop loop,
            @Nullable DiskSnapshots disk,
            boolean shippedUnusable,
            Hold hold,
            Snapshot inForce) {
        List<Alarm> alarms = new ArrayList<>();
        Alarm link = poller.alarm();
        if (link != null) {
            alarms.add(link);
        }
        if (disk != null && disk.condition() == Disk.LOCKED) {
            alarms.add(Alarm.DISK_LOCKED);
        }
        if (disk != null && disk.condition() == Disk.FAILED) {
            alarms.add(Alarm.DISK_FAILED);
        }
        if (disk != null && disk.corrupt() > 0) {
            alarms.add(Alarm.DISK_CORRUPT);
        }
        if (disk != null && disk.untrusted()) {
            alarms.add(Alarm.DISK_UNTRUSTED);
        }
        if (shippedUnusable) {
            alarms.add(Alarm.SHIPPED_SNAPSHOT_UNUSABLE);
        }
        if (loop.stalled()) {
            alarms.add(Alarm.POLLER_STALLED);
        }
        if (hold.pin() != null) {
            alarms.add(Alarm.PINNED);
        }
        if (hold.isUnusable(inForce)) {
            alarms.add(Alarm.PIN_UNUSABLE);
        }
        return alarms;
    }

    static Sync sync(Origin origin, List<Reason> reasons) {
        if (origin == Origin.DEFAULTS) {
            return Sync.NEVER;
        }
        boolean current = reasons.stream().allMatch(reason -> reason == Reason.REFUSED);
        return current ? Sync.CURRENT : Sync.STALE;
    }

    private static Duration threshold(Duration degradedAfter, Schedule schedule) {
        Duration least = schedule.interval().multipliedBy(LEAST_SERVER_INTERVALS);
        return schedule.serverSlowsDown() && least.compareTo(degradedAfter) > 0 ? least : degradedAfter;
    }
}
