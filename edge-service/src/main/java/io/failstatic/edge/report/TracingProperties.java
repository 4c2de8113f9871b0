package io.failstatic.edge.report;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Traces.
 *
 * @param endpoint Where spans are sent to with OTLP over HTTP, such as http://collector:4318/v1/traces.
 * @param sampling Share of new traces that are sent; in a trace that a client began its own decision holds.
 * @param timeout Time that one batch of spans may take.
 */
@ConfigurationProperties("edge.tracing")
record TracingProperties(
        URI endpoint,
        @DefaultValue("0.1") double sampling,
        @DefaultValue("5s") Duration timeout) {

    TracingProperties {
        if (!("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))
                || endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "edge.tracing.endpoint: " + endpoint + " (expected: http://host:port/v1/traces)");
        }
        if (!(sampling >= 0 && sampling <= 1)) {
            throw new IllegalArgumentException("edge.tracing.sampling: " + sampling + " (expected: 0 to 1)");
        }
        if (timeout.toMillis() < 100 || timeout.toMinutes() >= 1) {
            throw new IllegalArgumentException("edge.tracing.timeout: " + timeout + " (expected: 100ms to 1m)");
        }
    }
}
