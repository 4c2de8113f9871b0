package io.failstatic.control.access;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;

/**
 * Requests to an OpenID provider, bounded in time and number: every token that names an unknown key asks for the keys again,
 * and anybody can make such a token. What the provider said last stands in for it while it is away. Thread-safe.
 */
@Slf4j
final class KeyRequests extends RestTemplate {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);
    private static final long ANSWER_HOLDS = Duration.ofSeconds(10).toNanos();
    private static final long FAILURE_HOLDS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanos;
    private final ConcurrentHashMap<URI, Known> known = new ConcurrentHashMap<>();

    KeyRequests(LongSupplier nanos) {
        super(bounded());
        this.nanos = nanos;
    }

    private static SimpleClientHttpRequestFactory bounded() {
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(CONNECT_TIMEOUT);
        requests.setReadTimeout(READ_TIMEOUT);
        return requests;
    }

    @Override
    public <T> ResponseEntity<T> exchange(RequestEntity<?> request, Class<T> type) {
        if (type != String.class) {
            return super.exchange(request, type);
        }
        @SuppressWarnings("unchecked") // T is String
        ResponseEntity<T> answer = (ResponseEntity<T>) known.compute(
                        request.getUrl(),
                        (uri, last) -> last != null && nanos.getAsLong() - last.until < 0 ? last : ask(request, last))
                .get();
        return answer;
    }

    private Known ask(RequestEntity<?> request, @Nullable Known last) {
        try {
            ResponseEntity<String> answer = super.exchange(request, String.class);
            return new Known(nanos.getAsLong() + ANSWER_HOLDS, answer, null);
        } catch (RestClientException e) {
            ResponseEntity<String> earlier = last == null ? null : last.answer;
            if (earlier != null && last != null && last.failure == null) {
                log.warn("The identity provider is away, its keys are still known: {}", e.getMessage());
            }
            return new Known(nanos.getAsLong() + FAILURE_HOLDS, earlier, e);
        }
    }

    /** What came of the last request, and until when it is not repeated. */
    private record Known(
            long until,
            @Nullable ResponseEntity<String> answer,
            @Nullable RestClientException failure) {

        ResponseEntity<String> get() {
            if (answer != null) {
                return answer;
            }
            throw failure == null ? new RestClientException("no answer") : failure;
        }
    }
}
