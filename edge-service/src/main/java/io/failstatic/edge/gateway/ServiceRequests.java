package io.failstatic.edge.gateway;

import io.failstatic.agent.config.Service;
import io.failstatic.edge.tenant.Caller;
import io.failstatic.edge.upstream.OutboundRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes what a service gets of a request. <em>Immutable.</em> */
final class ServiceRequests {

    private static final Set<HttpMethod> UNSUPPORTED = Set.of(HttpMethod.CONNECT, HttpMethod.TRACE);

    private final String pseudonym;

    /** @param pseudonym this edge's name in {@code Via}, unlike that of any other process */
    ServiceRequests(String pseudonym) {
        this.pseudonym = pseudonym;
    }

    /** Why this request cannot be sent to any service, or null. */
    @Nullable
    Problem unacceptable(HttpServerRequest request, @Nullable RequestTarget target) {
        if (UNSUPPORTED.contains(request.method())) {
            return Problem.METHOD_NOT_ALLOWED;
        }
        if (target == null || !isFramed(request)) {
            return Problem.BAD_REQUEST;
        }
        // A service that leads back to this edge would be asked by it for ever.
        String via = request.getHeader("Via");
        return via != null && String.join(",", request.headers().getAll("Via")).contains(pseudonym)
                ? Problem.LOOP
                : null;
    }

    /** Whether the end of the body is where every reader sees it: by a length, or by chunks and nothing but chunks. */
    private static boolean isFramed(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return StreamFields.areSound(request);
        }
        List<String> codings = request.headers().getAll("Transfer-Encoding");
        return codings.isEmpty()
                || (codings.size() == 1
                        && codings.get(0).equalsIgnoreCase("chunked")
                        && request.version() == HttpVersion.HTTP_1_1);
    }

    OutboundRequest of(
            HttpServerRequest request,
            String requestId,
            Service service,
            RequestTarget target,
            Caller caller,
            @Nullable String flags) {
        MultiMap from = request.headers();
        MultiMap to = HttpHeaders.headers();
        FieldRules.toService(from, to);
        if (caller.tenantId() != null) {
            to.set("X-Tenant-Id", caller.tenantId());
        }
        if (flags != null) {
            to.set("X-Feature-Flags", flags);
        }
        to.set("X-Request-Id", requestId);
        to.set("Forwarded", forwarded(request, target, caller));
        boolean streamed = request.version() == HttpVersion.HTTP_2;
        to.add("Via", (streamed ? "2.0 " : "1.1 ") + pseudonym);
        if (streamed) {
            StreamFields.joinCookies(to);
        }
        String length = from.get("Content-Length");
        // In HTTP/2 a body without a length needs no word for it.
        boolean chunked =
                streamed ? length == null && StreamFields.mayHaveBody(request) : from.contains("Transfer-Encoding");
        boolean hasBody = chunked || (length != null && !length.equals("0"));
        return new OutboundRequest(request, service, target.origin(), to, hasBody, chunked, expectsContinue(from));
    }

    /** One element in the form of RFC 7239: the client as far as it is known, whatever stood there before. */
    private static String forwarded(HttpServerRequest request, RequestTarget target, Caller caller) {
        String address = caller.address();
        String node = address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
        return "for=" + node + ";host=\"" + target.host() + "\";proto=" + (request.isSSL() ? "https" : "http");
    }

    private static boolean expectsContinue(MultiMap fields) {
        return "100-continue".equalsIgnoreCase(fields.get("Expect"));
    }
}
