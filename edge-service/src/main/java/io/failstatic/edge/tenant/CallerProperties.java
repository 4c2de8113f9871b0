package io.failstatic.edge.tenant;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How callers are told apart.
 *
 * @param requireApiKey Whether a request without an API key is answered with 401.
 * @param tenantHeader Header that is trusted to name the tenant; only behind a gateway of your own that sets it.
 * @param trustedProxies Addresses and networks whose Forwarded and X-Forwarded-For are believed.
 */
@ConfigurationProperties("edge")
record CallerProperties(
        @DefaultValue("false") boolean requireApiKey,
        @Nullable String tenantHeader,
        @DefaultValue List<String> trustedProxies) {

    CallerProperties {
        if (tenantHeader != null && tenantHeader.isBlank()) {
            tenantHeader = null;
        }
        if (tenantHeader != null && !tenantHeader.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw new IllegalArgumentException("edge.tenant-header: " + tenantHeader + " (expected: a header name)");
        }
    }
}
