package io.failstatic.edge.report;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Reports of single requests, for tests of whoever makes them. */
public final class TestReports {

    private TestReports() {}

    /** A log that is already running. */
    public static AccessLog log(Path file) {
        AccessLog log = new AccessLog(
                new AccessLogProperties(file.toString(), false, 1000), Clock.systemUTC(), new SimpleMeterRegistry());
        log.start();
        return log;
    }

    /** Spans that are all sent to this collector; closing sends what waits. */
    public static Tracing tracing(URI endpoint, double sampling) {
        return new OpenTelemetryTracing(new TracingProperties(endpoint, sampling, Duration.ofSeconds(5)), "edge");
    }

    /** Sends what waits. */
    public static void close(Tracing tracing) {
        ((OpenTelemetryTracing) tracing).close();
    }
}
