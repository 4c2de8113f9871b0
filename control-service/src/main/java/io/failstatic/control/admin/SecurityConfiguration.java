package io.failstatic.control.admin;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;

import io.failstatic.control.access.JwtCallers;
import io.failstatic.control.access.Role;
import io.failstatic.control.access.Tokens;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/** Who may call what on the admin and the management listener. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    @Order(1)
    SecurityFilterChain management(HttpSecurity http) throws Exception {
        return http.securityMatcher(EndpointRequest.toAnyEndpoint())
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain admin(
            HttpSecurity http, Tokens tokens, JwtCallers provided, CallLimits limits, SecurityRefusals refusals)
            throws Exception {
        return http.authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                                .permitAll()
                                .requestMatchers(GET, "/**")
                                .hasRole(Role.VIEWER.name())
                                .requestMatchers(HEAD, "/**")
                                .hasRole(Role.VIEWER.name())
                                .requestMatchers("/api/v1/tenants/*/api-keys/**", "/api/v1/epochs/**")
                                .hasRole(Role.ADMIN.name())
                                .requestMatchers(
                                        "/api/v1/freezes/**",
                                        "/api/v1/freeze/**",
                                        "/api/v1/unfreeze/**",
                                        "/api/v1/freeze-operations/**")
                                .hasRole(Role.OPERATOR.name())
                                .anyRequest()
                                .hasRole(Role.EDITOR.name()))
                .addFilterBefore(new BearerFilter(tokens, provided, refusals), AuthorizationFilter.class)
                .addFilterAfter(new CallLimitFilter(limits), BearerFilter.class)
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                // Nothing that a browser sends by itself authenticates: there is nothing to forge.
                .csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }
}
