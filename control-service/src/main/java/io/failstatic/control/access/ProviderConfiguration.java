package io.failstatic.control.access;

import java.util.List;
import java.util.function.LongSupplier;
import lombok.extern.slf4j.Slf4j;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Accepts the tokens of the OpenID provider that {@code spring.security.oauth2.resourceserver.jwt} names, if any. */
@Slf4j
@Configuration(proxyBeanMethods = false)
class ProviderConfiguration {

    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

    @Bean
    JwkSetUriJwtDecoderBuilderCustomizer boundedKeyRequests(LongSupplier nanos) {
        KeyRequests requests = new KeyRequests(nanos);
        return decoder -> decoder.restOperations(requests);
    }

    @Bean
    JwtCallers jwtCallers(
            ObjectProvider<JwtDecoder> decoders,
            AccessProperties properties,
            Tokens tokens,
            @Value("${" + JWT + "principal-claim-name:sub}") String nameClaim,
            @Value("${" + JWT + "audiences:}") List<String> audiences) {
        JwtDecoder decoder = decoders.getIfAvailable();
        if (decoder != null && audiences.isEmpty()) {
            log.warn("{}audiences is not set: tokens that the provider made for other services are accepted", JWT);
        }
        return new JwtCallers(decoder, nameClaim, properties.rolesClaim(), tokens.names());
    }
}
