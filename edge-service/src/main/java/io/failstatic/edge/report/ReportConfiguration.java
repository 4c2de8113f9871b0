package io.failstatic.edge.report;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reports single requests where an operator asked for it. */
@Configuration(proxyBeanMethods = false)
class ReportConfiguration {

    @Bean
    RequestReports requestReports(ObjectProvider<AccessLog> accessLog, ObjectProvider<Tracing> tracing) {
        return new RequestReports(accessLog.getIfAvailable(), tracing.getIfAvailable());
    }

    /** Lines in a file. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("edge.access-log.file")
    @EnableConfigurationProperties(AccessLogProperties.class)
    static class AccessLogConfiguration {

        @Bean
        AccessLog accessLog(AccessLogProperties properties, MeterRegistry meters) {
            return new AccessLog(properties, Clock.systemUTC(), meters);
        }
    }

    /** Spans for a collector. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("edge.tracing.endpoint")
    @EnableConfigurationProperties(TracingProperties.class)
    static class TracingConfiguration {

        @Bean
        OpenTelemetryTracing tracing(
                TracingProperties properties, @Value("${spring.application.name}") String application) {
            return new OpenTelemetryTracing(properties, application);
        }
    }
}
