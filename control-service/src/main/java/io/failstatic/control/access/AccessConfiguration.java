package io.failstatic.control.access;

import io.failstatic.control.database.DataDirectory;
import io.failstatic.control.database.DatabaseVendor;
import java.security.SecureRandom;
import java.util.List;
import lombok.extern.slf4j.Slf4j;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Decides which tokens are accepted: the configured ones, or with the embedded database those of the first start. */
@Slf4j
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessProperties.class)
class AccessConfiguration {

    @Bean
    Tokens tokens(
            AccessProperties properties,
            DatabaseVendor vendor,
            DataDirectory directory,
            ObjectProvider<JwtDecoder> provider) {
        if (!properties.tokens().isEmpty()) {
            return new Tokens(properties.tokens());
        }
        if (!vendor.embedded() && provider.getIfAvailable() != null) {
            log.warn(
                    "No static tokens are configured: nobody calls but whom the provider knows, and agents cannot poll");
            return new Tokens(List.of());
        }
        if (!vendor.embedded()) {
            throw new InvalidSetupException(
                    "No tokens are configured, and the database is not the embedded one.",
                    "Configure control.security.tokens: name, sha256 (of the token) and roles of each caller.");
        }
        return new Tokens(new FirstStartTokens(directory.path(), new SecureRandom()).readOrMake());
    }
}
