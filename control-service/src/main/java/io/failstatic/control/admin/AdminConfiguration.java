package io.failstatic.control.admin;

import io.failstatic.control.access.Exposure;
import io.failstatic.control.access.ServingCertificates;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Wires the admin listener. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AdminProperties.class)
class AdminConfiguration {

    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

    @Bean
    WebMvcConfigurer databaseBeforeControllers(DatabaseGate gate) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(gate)
                        .addPathPatterns("/api/**")
                        .excludePathPatterns("/api/v1/status", "/api/v1/instances/**");
            }
        };
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsFromTomcat() {
        TomcatContextCustomizer reports = context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemValve.class.getName());
            }
        };
        return factory -> factory.addContextCustomizers(reports);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadBodies(
            AdminProperties properties, LongSupplier nanos) {
        long patience =
                Math.min(LONGEST_FAREWELL.toNanos(), properties.bodyDeadline().toNanos());
        return factory -> factory.addEngineValves(new UnreadBodyValve(nanos, patience));
    }

    /** Runs while the web server is made: Boot takes its certificate, and each renewed one, from these bundles. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> certificatesThatServe(
            ServerProperties server, SslBundles bundles, Clock clock) {
        Ssl ssl = server.getSsl();
        boolean asksClients = ssl != null && ssl.getClientAuth() != null && ssl.getClientAuth() != Ssl.ClientAuth.NONE;
        return factory ->
                factory.setSslBundles(new ServingCertificates("server.ssl.bundle", asksClients, bundles, clock));
    }

    /** Runs while the web server is made, so that a refused address is never listened on. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> exposedOnPurpose(
            ServerProperties server, Exposure exposure) {
        return factory -> {
            boolean tls = server.getSsl() != null && server.getSsl().isEnabled();
            String address = server.getAddress() == null
                    ? "0.0.0.0"
                    : server.getAddress().getHostAddress();
            exposure.require("server.address", address, tls);
        };
    }
}
