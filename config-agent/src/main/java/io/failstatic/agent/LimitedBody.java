package io.failstatic.agent;

import static java.util.Objects.requireNonNull;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Collects a body up to a limit and then hangs up: no answer makes the agent hold more than it was allowed to. Takes what it
 * needs and no more, also on the way: a buffer that doubles holds three times the body while it grows.
 */
final class LimitedBody implements BodySubscriber<Optional<byte[]>> {

    private final long limit;
    private final Queue<byte[]> chunks = new ArrayDeque<>();
    private final AtomicInteger received = new AtomicInteger();
    private final CompletableFuture<Optional<byte[]>> body = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    LimitedBody(long limit) {
        this.limit = limit;
    }

    /** How many bytes have arrived so far. Answers any thread. */
    int received() {
        return received.get();
    }

    /** The whole body; empty when it is larger than the limit. */
    @Override
    public CompletionStage<Optional<byte[]>> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (received.get() + buffer.remaining() > limit) {
                chunks.clear();
                body.complete(Optional.empty());
                requireNonNull(subscription).cancel();
                return;
            }
            byte[] chunk = new byte[buffer.remaining()];
            buffer.get(chunk);
            chunks.add(chunk);
            received.addAndGet(chunk.length);
        }
        requireNonNull(subscription).request(1);
    }

    @Override
    public void onError(Throwable failure) {
        chunks.clear();
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        ByteBuffer whole = ByteBuffer.allocate(received.get());
        for (byte[] chunk; (chunk = chunks.poll()) != null; ) {
            whole.put(chunk);
        }
        body.complete(Optional.of(whole.array()));
    }
}
