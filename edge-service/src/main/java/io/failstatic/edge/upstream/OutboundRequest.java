package io.failstatic.edge.upstream;

import io.failstatic.agent.config.Service;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/**
 * One request on its way to a service.
 *
 * @param inbound what came in; its body is read from it as the endpoint takes it
 * @param service where to send it
 * @param origin path and query, as they were sent
 * @param headers the complete header fields but {@code Host} and those of the connection
 * @param hasBody whether a body follows
 * @param chunked whether that body has no announced length
 * @param expectsContinue whether the client waits to be asked for the body
 */
public record OutboundRequest(
        HttpServerRequest inbound,
        Service service,
        String origin,
        MultiMap headers,
        boolean hasBody,
        boolean chunked,
        boolean expectsContinue) {}
