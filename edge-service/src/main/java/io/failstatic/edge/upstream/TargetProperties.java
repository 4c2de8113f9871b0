package io.failstatic.edge.upstream;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which addresses services may lead to.
 *
 * @param allowLoopback Whether services may be on this machine's loopback addresses.
 */
@ConfigurationProperties("edge.targets")
public record TargetProperties(@DefaultValue("false") boolean allowLoopback) {}
