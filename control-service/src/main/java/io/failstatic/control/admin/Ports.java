package io.failstatic.control.admin;

import io.failstatic.control.distribution.DistributionServer;
import java.util.LinkedHashMap;
import java.util.Map;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The ports in use, for the log and for {@code /actuator/info}. */
@Slf4j
@Component
@RequiredArgsConstructor
final class Ports implements InfoContributor {

    private final DistributionServer distribution;
    private volatile int admin;
    private volatile int management;

    @EventListener
    void initialized(WebServerInitializedEvent event) {
        if ("management".equals(event.getApplicationContext().getServerNamespace())) {
            management = event.getWebServer().getPort();
        } else {
            admin = event.getWebServer().getPort();
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        log.info(
                "Ready: admin on port {}, distribution on port {}, management on port {}",
                admin,
                distribution.port(),
                management == 0 ? admin : management);
    }

    @Override
    public void contribute(Info.Builder builder) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("admin", admin);
        ports.put("distribution", distribution.port());
        ports.put("management", management == 0 ? admin : management);
        builder.withDetail("ports", ports);
    }
}
