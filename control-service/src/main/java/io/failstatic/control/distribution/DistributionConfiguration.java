package io.failstatic.control.distribution;

import io.failstatic.control.access.Exposure;
import io.failstatic.control.access.Tokens;
import io.failstatic.control.audit.Denials;
import io.failstatic.control.database.Announcements;
import io.failstatic.control.database.DataDirectory;
import io.failstatic.control.database.Database;
import io.failstatic.control.fleet.Instances;
import io.failstatic.control.ledger.Regressions;
import io.failstatic.control.snapshot.PublicKeys;
import io.failstatic.control.snapshot.SnapshotLimit;
import io.failstatic.control.snapshot.Snapshots;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the listener for agents. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DistributionProperties.class, MirrorProperties.class})
class DistributionConfiguration {

    @Bean
    Heads heads() {
        return new Heads();
    }

    @Bean
    WaitingPolls waitingPolls(DistributionProperties properties, LongSupplier nanos) {
        return new WaitingPolls(properties.maxWaiting(), nanos);
    }

    @Bean
    PollMeters pollMeters(MeterRegistry registry, Heads heads, WaitingPolls waiting) {
        return new PollMeters(registry, heads, waiting);
    }

    @Bean
    SizeWatch sizeWatch(SnapshotLimit limit, Heads heads, MeterRegistry registry) {
        return new SizeWatch(limit, heads, registry);
    }

    @Bean(destroyMethod = "")
    Reconciliation reconciliation(
            MeterRegistry registry,
            Database database,
            Snapshots snapshots,
            Regressions regressions,
            Heads heads,
            Instances instances) {
        Reconciliation reconciliation = new Reconciliation(database, snapshots, regressions, heads, instances);
        Gauge.builder("control.regressed", reconciliation, each -> each.isRegressed() ? 1 : 0)
                .description("Whether publishing has stopped because the database was set back")
                .register(registry);
        return reconciliation;
    }

    @Bean(initMethod = "start")
    @ConditionalOnProperty("control.mirror.directory")
    Mirror mirror(MirrorProperties properties, MeterRegistry registry, Heads heads) {
        Mirror mirror = new Mirror(new MirrorFile(properties.required()), heads);
        Gauge.builder("control.mirror.failing", mirror, each -> each.failure() == null ? 0 : 1)
                .description("Whether the mirror is not kept up to date")
                .register(registry);
        return mirror;
    }

    @Bean(initMethod = "load")
    Distribution distribution(
            DistributionProperties properties,
            Tokens tokens,
            Heads heads,
            WaitingPolls waiting,
            PollMeters meters,
            Instances instances,
            Announcements announcements,
            Reconciliation reconciliation,
            PublicKeys keys,
            SizeWatch sizes,
            Denials denials,
            DataDirectory directory,
            LongSupplier nanos) {
        Answers answers = new Answers(heads, properties.pollInterval().toSeconds());
        DeniedCalls denied = new DeniedCalls(answers, denials);
        return new Distribution(
                properties,
                tokens,
                heads,
                new SnapshotDisk(directory.path().resolve("distribution")),
                reconciliation,
                announcements,
                waiting,
                new Polls(heads, instances, waiting, answers, denied, meters, properties.maxWait(), nanos),
                answers,
                keys,
                sizes,
                denied);
    }

    @Bean
    DistributionServer distributionServer(
            DistributionProperties properties,
            Exposure exposure,
            SslBundles bundles,
            Clock clock,
            Distribution distribution) {
        return new DistributionServer(
                properties, exposure, new DistributionTls(properties.ssl(), bundles, clock), distribution);
    }
}
