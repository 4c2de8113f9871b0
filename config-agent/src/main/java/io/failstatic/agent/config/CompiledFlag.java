package io.failstatic.agent.config;

import io.failstatic.agent.config.FlagEvaluation.Reason;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One flag with every answer it can give made beforehand. <em>Immutable.</em> */
final class CompiledFlag {

    private final @Nullable FlagEvaluation always;
    private final Set<String> tenantIds;
    private final long tenantClasses;
    private final Set<String> keys;
    private final FlagEvaluation targeted;
    private final FlagEvaluation inShare;
    private final FlagEvaluation outOfShare;
    private final int share;

    // What Buckets knows of the name, without the way to another object.
    private final int hash;
    private final int block;
    private final int length;

    private final String name;

    /** Whether the answer is the same for all tenants, and which. */
    private final boolean decided;

    private final boolean on;

    CompiledFlag(FeatureFlag flag) {
        Rollout rollout = flag.rollout() == null ? new Rollout(100, Set.of(), Set.of()) : flag.rollout();
        this.name = flag.name();
        this.tenantIds = rollout.tenantIds();
        this.tenantClasses = Buckets.classes(tenantIds);
        this.keys = rollout.keys();
        this.targeted = new FlagEvaluation(name, true, Reason.TARGETED, flag.version());
        this.inShare = new FlagEvaluation(name, true, Reason.PERCENTAGE, flag.version());
        this.outOfShare = new FlagEvaluation(name, false, Reason.PERCENTAGE, flag.version());
        this.share = rollout.percentage() * 100;
        Buckets buckets = new Buckets(name);
        this.hash = buckets.hash();
        this.block = buckets.block();
        this.length = buckets.length();
        if (!flag.enabled()) {
            this.always = new FlagEvaluation(name, false, Reason.DISABLED, flag.version());
        } else if (flag.rollout() == null) {
            this.always = new FlagEvaluation(name, true, Reason.DEFAULT, flag.version());
        } else {
            this.always = null;
        }
        boolean forAll = flag.enabled() && share == 10_000;
        this.decided = !flag.enabled() || forAll;
        this.on = forAll;
    }

    String name() {
        return name;
    }

    /** Whether the other flag is the same version of the same content. */
    boolean isSameAs(CompiledFlag other) {
        return targeted.equals(other.targeted)
                && Objects.equals(always, other.always)
                && share == other.share
                && tenantIds.equals(other.tenantIds)
                && keys.equals(other.keys);
    }

    FlagEvaluation evaluate(@Nullable String tenantId, @Nullable String key) {
        if (always != null) {
            return always;
        }
        if (isListed(tenantIds, tenantId) || isListed(keys, key)) {
            return targeted;
        }
        if (share == 10_000) {
            return inShare;
        }
        String dealt = key == null || key.isEmpty() ? tenantId : key;
        if (dealt == null || dealt.isEmpty()) {
            return outOfShare;
        }
        return Buckets.of(hash, block, length, dealt) < share ? inShare : outOfShare;
    }

    /** What {@link #evaluate} says for the tenant, without touching the object that would tell why. */
    boolean isEnabled(@Nullable String tenantId) {
        if (decided) {
            return on;
        }
        if (tenantId == null || tenantId.isEmpty()) {
            return false;
        }
        return (Buckets.mayContain(tenantClasses, tenantId) && tenantIds.contains(tenantId))
                || Buckets.of(hash, block, length, tenantId) < share;
    }

    private static boolean isListed(Set<String> listed, @Nullable String value) {
        return value != null && !value.isEmpty() && listed.contains(value);
    }
}
