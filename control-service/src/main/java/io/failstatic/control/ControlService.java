package io.failstatic.control;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;

/** The control plane as a process. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
public class ControlService {

    public static void main(String[] args) {
        SpringApplication.run(ControlService.class, args);
    }
}
