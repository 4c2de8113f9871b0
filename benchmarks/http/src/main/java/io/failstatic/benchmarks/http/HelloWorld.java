package io.failstatic.benchmarks.http;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The smallest Spring Boot service, to which the start of the edge is compared. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(excludeName = "io.failstatic.agent.autoconfigure.ConfigAgentAutoConfiguration")
@Import(HelloWorld.Hello.class)
class HelloWorld {

    static void run(int port) {
        SpringApplication.run(
                HelloWorld.class,
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off");
    }

    /** Says it. */
    @RestController
    static class Hello {

        @GetMapping("/")
        String hello() {
            return "hello";
        }
    }
}
