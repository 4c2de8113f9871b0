package io.failstatic.control.request;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a change must say besides its content.
 *
 * @param requireReason whether every change needs a reason
 * @param requireIfMatch whether every change of something stored must say which version it is based on
 */
@ConfigurationProperties("control")
record RequestProperties(
        @DefaultValue("false") boolean requireReason,
        @DefaultValue("false") boolean requireIfMatch) {}
