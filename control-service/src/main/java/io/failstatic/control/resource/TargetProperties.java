package io.failstatic.control.resource;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What services may be called.
 *
 * @param allowLoopback whether endpoints may be on the loopback interface of the edge
 */
@ConfigurationProperties("control.targets")
record TargetProperties(@DefaultValue("false") boolean allowLoopback) {}
