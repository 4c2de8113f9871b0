package io.failstatic.control;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The control plane as a process. */
@SpringBootApplication
public class ControlService {

    public static void main(String[] args) {
        SpringApplication.run(ControlService.class, args);
    }
}
