package io.failstatic.benchmarks.peer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.filter.ratelimit.KeyResolver;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Mono;

/** Spring Cloud Gateway with the routes of its command line. */
@SpringBootApplication(proxyBeanMethods = false)
public class GatewayPeer {

    /** Starts it. */
    public static void main(String[] args) {
        SpringApplication.run(GatewayPeer.class, args);
    }

    @Bean
    KeyResolver everybody() {
        return exchange -> Mono.just("everybody");
    }
}
