package io.failstatic.agent;

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
import org.jspecify.annotations.Nullable;

/**
 * The control plane behind one URL or several, of which a failed poll moves on to the next.
 *
 * <p>One deadline covers the whole exchange: the timeout of an {@link HttpRequest} ends with the headers (JDK-8258397), a
 * body that dribbles would hold the poller for ever. POST, because the client re-sends a GET whose connection closes
 * before the first byte.
 */
final class HttpControlPlane implements ControlPlane {

    private final RenewingClient client;
    private final List<URI> polls;
    private final TokenSource token;
    private final Duration timeout;
    private final long maxSnapshotBytes;
    private final Clock clock;
    private final PollBody body = new PollBody();
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
        try {
            exchange = client.get().sendAsync(request(uri, report), this::receive);
            return outcome(exchange.get(report.hold().plus(timeout).toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return new Failed(
                    uri + ": no complete answer within " + report.hold().plus(timeout));
        } catch (ExecutionException e) {
            return new Failed(uri + ": " + e.getCause());
        } catch (IOException | RuntimeException e) {
            return new Failed(uri + ": " + e);
        } finally {
            if (exchange != null && !exchange.isDone()) {
                exchange.cancel(true);
            }
        }
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
        return snapshot ? new LimitedBody(maxSnapshotBytes) : BodySubscribers.replacing(Optional.empty());
    }

    private PollOutcome outcome(HttpResponse<Optional<byte[]>> response) throws IOException {
        AnswerHeaders headers = new AnswerHeaders(response.headers());
        return switch (response.statusCode()) {
            case 200 ->
                headers.isJson()
                        ? fetched(headers, response.body())
                        : new Failed(response.uri() + ": 200 (expected: Content-Type application/json)");
            case 204 -> new Unchanged(headers.pollInterval());
            case 401, 403 -> new Rejected(response.statusCode());
            case 429, 503 -> new Throttled(response.statusCode(), headers.retryAfter(clock));
            default -> new Failed(response.uri() + ": " + response.statusCode() + " (expected: 200 or 204)");
        };
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
