package io.failstatic.agent.autoconfigure;

import io.failstatic.agent.AgentBuilder;
import io.failstatic.agent.AgentObserver;
import io.failstatic.agent.ConfigAgent;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of a {@link ConfigAgent}: it has its snapshot from disk as soon as it is injected, and goes to the
 * network when the application's lifecycle starts.
 */
@AutoConfiguration(after = SslAutoConfiguration.class, before = ApplicationAvailabilityAutoConfiguration.class)
@ConditionalOnProperty(prefix = "config-agent", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(ConfigAgentProperties.class)
public final class ConfigAgentAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ConfigAgent configAgent(
            ConfigAgentProperties properties,
            Environment environment,
            ObjectProvider<SslBundles> sslBundles,
            ObjectProvider<AgentObserver> observers) {
        AgentBuilder builder = ConfigAgent.builder()
                .controlPlaneUrl(properties.controlPlaneUrl().toArray(URI[]::new))
                .renewableSslContext(sslContext(properties, sslBundles))
                .token(StringUtils.hasText(properties.token()) ? properties.token() : null)
                .tokenFile(properties.tokenFile())
                .instanceId(StringUtils.hasText(properties.instanceId()) ? properties.instanceId() : null)
                .labels(properties.labels())
                .pollInterval(properties.pollInterval())
                .hold(properties.hold())
                .backoffMax(properties.backoff().max())
                .timeout(properties.timeout())
                .circuitBreaker(
                        properties.circuitBreaker().failureThreshold(),
                        properties.circuitBreaker().open())
                .cacheDir(properties.cacheDir() == null ? defaultCacheDir(environment) : properties.cacheDir())
                .generations(properties.generations())
                .probation(properties.probation())
                .degradedAfter(properties.degradedAfter())
                .maxSnapshotSize(properties.maxSnapshotSize().toBytes())
                .mirrorUrls(properties.mirrorUrls().toArray(URI[]::new))
                .trustedKeys(trustedKeys(properties.trustedKeys()))
                .shippedSnapshot(url(properties.shippedSnapshot()))
                .observer(new Observers(observers.orderedStream().toList()));
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("config-agent." + e.getMessage(), e);
        }
    }

    @Bean
    AgentEvents configAgentEvents(ConfigAgent agent, ApplicationEventPublisher publisher) {
        return new AgentEvents(agent, publisher);
    }

    @Bean
    ConfigAgentLifecycle configAgentLifecycle(ConfigAgent agent) {
        return new ConfigAgentLifecycle(agent);
    }

    @Bean
    @ConditionalOnMissingBean(ApplicationAvailability.class)
    @ConditionalOnProperty(prefix = "config-agent", name = "minimum-origin")
    MinimumOriginAvailability applicationAvailability(ConfigAgent agent, ConfigAgentProperties properties) {
        return new MinimumOriginAvailability(agent, properties.minimumOrigin());
    }

    /** Keys that are there but empty are a placeholder gone wrong: it must not switch the protection off. */
    private static String[] trustedKeys(@Nullable List<String> keys) {
        if (keys != null && keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "config-agent.trusted-keys: empty (expected: at least one key, or no such property)");
        }
        return keys == null ? new String[0] : keys.toArray(String[]::new);
    }

    private static @Nullable Supplier<SSLContext> sslContext(
            ConfigAgentProperties properties, ObjectProvider<SslBundles> sslBundles) {
        String bundle = properties.ssl().bundle();
        return bundle == null ? null : RenewedSslContext.following(bundle, sslBundles.getObject());
    }

    private static Path defaultCacheDir(Environment environment) {
        String name = environment.getProperty("spring.application.name", "application");
        return Path.of("data", "agent", name.replaceAll("[^A-Za-z0-9._-]", "_"));
    }

    private static @Nullable URL url(@Nullable Resource shipped) {
        try {
            return shipped == null ? null : shipped.getURL();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "config-agent.shipped-snapshot: " + shipped + " (expected: an existing file or resource)", e);
        }
    }
}
