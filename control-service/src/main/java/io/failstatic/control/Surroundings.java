package io.failstatic.control;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the process takes from its surroundings: time and chance. */
@Configuration(proxyBeanMethods = false)
class Surroundings {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** The clock that only runs forward: measures durations, in nanoseconds. */
    @Bean
    LongSupplier nanos() {
        return System::nanoTime;
    }

    @Bean
    SecureRandom random() {
        return new SecureRandom();
    }
}
