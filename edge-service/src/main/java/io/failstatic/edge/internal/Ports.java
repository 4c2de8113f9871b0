package io.failstatic.edge.internal;

import io.failstatic.edge.gateway.TrafficListener;
import io.failstatic.edge.upstream.OwnAddresses;
import java.util.LinkedHashMap;
import java.util.Map;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The ports in use, as the settings that ask for them. <em>Thread-safe.</em> */
@Slf4j
@Component
@RequiredArgsConstructor
class Ports implements InfoContributor {

    private final TrafficListener traffic;
    private final OwnAddresses own;
    private volatile int management;

    @EventListener
    void started(WebServerInitializedEvent event) {
        management = event.getWebServer().getPort();
        own.listensOn(management);
        log.info("health and /internal on port {}", management);
    }

    @Override
    public void contribute(Info.Builder builder) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("edge.traffic.port", traffic.port());
        ports.put("server.port", management);
        builder.withDetail("ports", ports);
    }
}
