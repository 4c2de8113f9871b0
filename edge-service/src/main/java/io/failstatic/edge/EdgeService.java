package io.failstatic.edge;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The data plane as a process. */
@SpringBootApplication
public class EdgeService {

    public static void main(String[] args) {
        // Otherwise the JDK's client connects a second time at once where it is refused: a failing control plane would
        // meet
        // every agent twice. A setting of the process, which only its main may choose.
        System.setProperty("jdk.httpclient.disableRetryConnect", "true");
        SpringApplication.run(EdgeService.class, args);
    }
}
