package io.failstatic.edge.gateway;

import io.failstatic.agent.ConfigAgent;
import io.failstatic.edge.ratelimit.RateLimiter;
import io.failstatic.edge.report.RequestReports;
import io.failstatic.edge.report.Traffic;
import io.failstatic.edge.shared.SharedCounters;
import io.failstatic.edge.tenant.Callers;
import io.failstatic.edge.upstream.OwnAddresses;
import io.failstatic.edge.upstream.TargetProperties;
import io.failstatic.edge.upstream.Upstream;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the request path together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({TrafficProperties.class, TargetProperties.class})
class GatewayConfiguration {

    // Name lookups and sweeping; nothing on the request path runs there.
    private static final int WORKERS = 8;

    @Bean(destroyMethod = "")
    Vertx vertx(TrafficProperties properties) {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(properties.eventLoops())
                .setWorkerPoolSize(WORKERS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    @Bean
    RateLimiter rateLimiter(TrafficProperties properties) {
        return new RateLimiter(properties.maxCallers(), new SecureRandom().nextInt(), System.nanoTime());
    }

    @Bean
    Admission admission(TrafficProperties properties) {
        return new Admission(properties.maxInFlight(), properties.maxServiceShare());
    }

    @Bean
    OwnAddresses ownAddresses() {
        return new OwnAddresses();
    }

    @Bean
    TrafficListener trafficListener(
            Vertx vertx,
            TrafficProperties properties,
            TargetProperties targets,
            ConfigAgent agent,
            Callers callers,
            RateLimiter limiter,
            Admission admission,
            Traffic traffic,
            RequestReports reports,
            OwnAddresses own,
            SslBundles bundles,
            ObjectProvider<SharedCounters> shared,
            @Value("${spring.lifecycle.timeout-per-shutdown-phase:30s}") Duration phase,
            ApplicationEventPublisher events) {
        agent.reportTraffic(traffic::sinceLastReport);
        Pipeline pipeline = new Pipeline(
                agent::current,
                callers,
                limiter,
                new FlagNames()::of,
                admission,
                new Draining(),
                traffic,
                new SnapshotVerdict(traffic::decisions, agent::condemn),
                reports,
                System::nanoTime);
        Upstream upstream = new Upstream(vertx, targets.allowLoopback(), own, System::nanoTime, traffic::tried);
        // A second is left for closing what has not been answered by then.
        Duration left = phase.minusSeconds(1).minus(properties.drainDelay());
        Duration drain = left.isNegative() ? Duration.ZERO : left;
        ListenerTls tls = new ListenerTls(properties.ssl().bundle(), properties.http2(), bundles);
        return new TrafficListener(
                vertx, properties, pipeline, upstream, shared.getIfAvailable(), own, tls, drain, events);
    }

    @Bean
    MeterBinder gatewayGauges(Admission admission, RateLimiter limiter, ObjectProvider<SharedCounters> shared) {
        return (MeterRegistry registry) -> {
            shared.ifAvailable(counters -> register(registry, counters));
            Gauge.builder("edge.in.flight", admission, Admission::inFlight)
                    .description("Requests on their way to services")
                    .register(registry);
            Gauge.builder("edge.rate.limit.windows", limiter, RateLimiter::size)
                    .description("Rate limit windows held")
                    .register(registry);
        };
    }

    private static void register(MeterRegistry registry, SharedCounters counters) {
        Gauge.builder("edge.rate.limit.shared.up", counters, shared -> shared.isTogether() ? 1 : 0)
                .description("Whether limits are counted together with other edges")
                .register(registry);
        counters.forEachCounter(
                (counted, adder) -> FunctionCounter.builder("edge.rate.limit.counted", adder, LongAdder::sum)
                        .tag("counted", counted)
                        .description("Requests counted together with other edges, or alone and why")
                        .register(registry));
    }
}
