package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Announcement;
import io.failstatic.agent.PollOutcome.Failed;
import io.failstatic.agent.PollOutcome.Fetched;
import io.failstatic.agent.PollOutcome.Unchanged;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot file on static web servers or in buckets, which take turns. They get no token: a mirror is nobody to be
 * trusted. One deadline covers the whole exchange, and nothing is read beyond the largest snapshot.
 */
final class HttpMirror implements Mirror {

    private static final Logger log = LoggerFactory.getLogger(HttpMirror.class);
    private static final String FILE = "stable.snapshot";
    private static final int LONGEST_ETAG = 256;

    private final RenewingClient client;
    private final List<URI> files;
    private final Duration timeout;
    private final long largestFile;
    private final Map<URI, String> etags = new HashMap<>();
    private int next;

    HttpMirror(List<URI> urls, @Nullable Supplier<SSLContext> sslContext, Duration timeout, long maxSnapshotBytes) {
        this.client = new RenewingClient(sslContext);
        this.files = urls.stream().map(HttpMirror::file).toList();
        this.timeout = timeout;
        this.largestFile = maxSnapshotBytes + SnapshotFile.LONGEST_HEADER;
    }

    /** The mirrors of these settings, null where there are none. */
    static @Nullable HttpMirror of(AgentSettings settings) {
        if (settings.mirrorUrls().isEmpty()) {
            return null;
        }
        if (!settings.trustedKeys().required()) {
            log.warn("mirror-urls without trusted-keys: whoever can write to a mirror decides what is served here");
        }
        return new HttpMirror(
                settings.mirrorUrls(), settings.sslContext(), settings.timeout(), settings.maxSnapshotBytes());
    }

    @Override
    public PollOutcome fetch(boolean onlyIfOther) throws InterruptedException {
        URI uri = files.get(next);
        next = (next + 1) % files.size();
        CompletableFuture<HttpResponse<Optional<byte[]>>> exchange = null;
        try {
            exchange = client.get().sendAsync(request(uri, onlyIfOther), this::receive);
            return outcome(uri, exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return new Failed(uri + ": no complete answer within " + timeout);
        } catch (ExecutionException e) {
            return new Failed(uri + ": " + e.getCause());
        } catch (RuntimeException e) {
            return new Failed(uri + ": " + e);
        } finally {
            if (exchange != null && !exchange.isDone()) {
                exchange.cancel(true);
            }
        }
    }

    private HttpRequest request(URI uri, boolean onlyIfOther) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(timeout).GET();
        String etag = etags.get(uri);
        return (onlyIfOther && etag != null ? request.header("If-None-Match", etag) : request).build();
    }

    private HttpResponse.BodySubscriber<Optional<byte[]>> receive(HttpResponse.ResponseInfo info) {
        return info.statusCode() == 200 ? new LimitedBody(largestFile) : BodySubscribers.replacing(Optional.empty());
    }

    private PollOutcome outcome(URI uri, HttpResponse<Optional<byte[]>> response) {
        if (response.statusCode() == 304) {
            return new Unchanged(null);
        }
        if (response.statusCode() != 200) {
            return new Failed(uri + ": " + response.statusCode() + " (expected: 200 or 304)");
        }
        if (!new AnswerHeaders(response.headers()).coding().equals("identity")) {
            return new Failed(uri + ": coded (expected: the file as it is)");
        }
        if (response.body().isEmpty()) {
            return new Failed(uri + ": more than " + largestFile + " bytes");
        }
        SnapshotFile file = SnapshotFile.split(response.body().get());
        if (file == null) {
            return new Failed(uri + ": no snapshot file (expected: a line with its digest, then the snapshot)");
        }
        remember(uri, response.headers().firstValue("ETag").orElse(null));
        return new Fetched(new Announcement(null, -1, -1, file.digest(), file.signature()), file.json(), null);
    }

    private void remember(URI uri, @Nullable String etag) {
        if (etag != null && etag.length() <= LONGEST_ETAG) {
            etags.put(uri, etag);
        } else {
            etags.remove(uri);
        }
    }

    /** The file itself may be named, or the directory that the control service writes it to. */
    private static URI file(URI url) {
        if (url.getRawQuery() != null || url.getRawPath().endsWith(".snapshot")) {
            return url;
        }
        String text = url.toString();
        return URI.create((text.endsWith("/") ? text : text + "/") + FILE);
    }
}
