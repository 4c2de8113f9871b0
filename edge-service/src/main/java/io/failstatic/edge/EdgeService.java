package io.failstatic.edge;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The data plane as a process. */
@SpringBootApplication
public class EdgeService {

    public static void main(String[] args) {
        SpringApplication.run(EdgeService.class, args);
    }
}
