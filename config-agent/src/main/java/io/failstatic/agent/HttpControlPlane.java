package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Alarm;
import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Rejected;
import io.failstatic.agent.PollOutcome.Throttled;
import io.failstatic.agent.PollOutcome.TooLarge;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The control plane behind one URL or several, of which a failed poll moves on to the next.
 *
 * <p>One deadline covers the whole exchange: the timeout of an {@link HttpRequest} ends with the headers (JDK-8258397), a
 * body that dribbles would hold the poller for ever. POST, because the client re-sends a GET whose connection closes
 * before the first byte.
 */
final class HttpControlPlane implements ControlPlane {

    /** What the JDK says of a peer that ended in the middle of a handshake, as a balancer does whose backend is gone. */
    private static final String HUNG_UP = "Remote host terminated the handshake";

    private final RenewingClient client;
    private final List<URI> polls;
    private final TokenSource token;
    private final Duration timeout;
    private final long maxSnapshotBytes;
    private final Clock clock;
    private final PollBody body = new PollBody();
    private volatile @Nullable LimitedBody arriving;
    private int next;

    HttpControlPlane(
            List<URI> urls,
            TokenSource token,
            @Nullable Supplier<SSLContext> sslContext,
            Duration timeout,
            long maxSnapshotBytes,
            Clock clock) {
        this.client = new RenewingClient(sslContext);
        this.polls = urls.stream().map(HttpControlPlane::pollUri).toList();
        this.token = token;
        this.timeout = timeout;
        this.maxSnapshotBytes = maxSnapshotBytes;
        this.clock = clock;
    }

    @Override
    public PollOutcome poll(PollReport report) throws InterruptedException {
        URI uri = polls.get(next);
        PollOutcome outcome = exchange(uri, report);
        if (!(outcome instanceof Fetched || outcome instanceof Unchanged)) {
            next = (next + 1) % polls.size();
        }
        return outcome;
    }

    private PollOutcome exchange(URI uri, PollReport report) throws InterruptedException {
        CompletableFuture<HttpResponse<Optional<byte[]>>> exchange = null;
        arriving = null;
        try {
            exchange = client.get().sendAsync(request(uri, report), this::receive);
            return outcome(exchange.get(report.hold().plus(timeout).toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return late(uri, report.hold().plus(timeout));
        } catch (ExecutionException e) {
            return failed(uri, e);
        } catch (IOException | RuntimeException e) {
            return new Failed(uri + ": " + e);
        } finally {
            if (exchange != null && !exchange.isDone()) {
                exchange.cancel(true);
            }
        }
    }

    private Failed late(URI uri, Duration deadline) {
        LimitedBody body = arriving;
        return body == null
                ? new Failed(uri + ": no answer within " + deadline)
                : new Failed(
                        uri + ": only " + body.received() + " bytes of a snapshot within " + deadline
                                + " (expected: all; a longer timeout helps a slow link)",
                        Alarm.SNAPSHOT_TOO_SLOW);
    }

    private static Failed failed(URI uri, ExecutionException e) {
        boolean tls = false;
        Throwable innermost = e;
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            tls |= cause instanceof SSLException && !HUNG_UP.equals(cause.getMessage());
            innermost = cause;
        }
        // Only the innermost cause says what is wrong with a certificate.
        return tls ? new Failed(uri + ": TLS: " + innermost, Alarm.TLS_FAILED) : new Failed(uri + ": " + e.getCause());
    }

    private HttpRequest request(URI uri, PollReport report) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(report.hold().plus(timeout))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("Accept-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.write(report)));
        String bearer = token.read();
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return request.build();
    }

    private HttpResponse.BodySubscriber<Optional<byte[]>> receive(HttpResponse.ResponseInfo info) {
        boolean snapshot = info.statusCode() == 200 && new AnswerHeaders(info.headers()).isJson();
        if (!snapshot) {
            return BodySubscribers.replacing(Optional.empty());
        }
        LimitedBody body = new LimitedBody(maxSnapshotBytes);
        arriving = body;
        return body;
    }

    private PollOutcome outcome(HttpResponse<Optional<byte[]>> response) throws IOException {
        AnswerHeaders headers = new AnswerHeaders(response.headers());
        return switch (response.statusCode()) {
            case 200 ->
                headers.isJson()
                        ? fetched(headers, response.body())
                        : new Failed(
                                response.uri() + ": 200 (expected: Content-Type application/json)",
                                Alarm.NOT_A_CONTROL_PLANE);
            case 204 -> new Unchanged(headers.pollInterval());
            case 401, 403 -> new Rejected(response.statusCode());
            case 429, 503 -> new Throttled(response.statusCode(), headers.retryAfter(clock));
            default ->
                new Failed(
                        response.uri() + ": " + response.statusCode() + " (expected: 200 or 204)",
                        isFinal(response.statusCode()) ? Alarm.NOT_A_CONTROL_PLANE : null);
        };
    }

    /** A redirect, or what a caller is to blame for: the next poll will hear it again. */
    private static boolean isFinal(int status) {
        return status >= 300 && status < 500 && status != 408;
    }

    private PollOutcome fetched(AnswerHeaders headers, Optional<byte[]> received) throws IOException {
        Optional<byte[]> json = received;
        if (received.isPresent() && headers.coding().equals("gzip")) {
            json = unzip(received.get());
        } else if (!headers.coding().equals("identity") && !headers.coding().equals("gzip")) {
            return new Failed("Content-Encoding: " + headers.coding() + " (expected: gzip)");
        }
        return json.isPresent()
                ? new Fetched(headers.announcement(), json.get(), headers.pollInterval())
                : new TooLarge(headers.announcement(), maxSnapshotBytes);
    }

    private Optional<byte[]> unzip(byte[] zipped) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            byte[] json = in.readNBytes((int) (maxSnapshotBytes + 1));
            return json.length > maxSnapshotBytes ? Optional.empty() : Optional.of(json);
        }
    }

    private static URI pollUri(URI base) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text : text + "/") + "distribution/v1/poll");
    }
}
