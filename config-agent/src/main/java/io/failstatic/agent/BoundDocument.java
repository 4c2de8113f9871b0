package io.failstatic.agent;

import io.failstatic.agent.config.Configuration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * A document as a type of the host: the record of the snapshot in force, or the default where that has no such document.
 * Reading it neither waits nor fails. <em>Thread-safe.</em>
 */
public final class BoundDocument<T> {

    private static final Logger log = LoggerFactory.getLogger(BoundDocument.class);

    private final String id;
    private final DocumentBinder<T> binder;
    private final T fallback;
    private final Supplier<Snapshot> current;
    private final Consumer<SnapshotListener> listeners;
    private volatile Tried<T> tried;

    /** The record of one content. */
    private record Bound<T>(@Nullable JsonNode content, T value) {

        @SuppressWarnings("ReferenceEquality") // contents of snapshots are immutable and large; reading must stay cheap
        boolean isOf(@Nullable JsonNode other) {
            return content == other;
        }
    }

    /** What is in force, and what was tried last and may come into force at any moment, without telling anybody here. */
    private record Tried<T>(Bound<T> inForce, Bound<T> last) {}

    BoundDocument(
            String id,
            DocumentBinder<T> binder,
            T fallback,
            Supplier<Snapshot> current,
            Consumer<SnapshotListener> listeners) {
        this.id = id;
        this.binder = binder;
        this.fallback = fallback;
        this.current = current;
        this.listeners = listeners;
        Bound<T> first = bindOrFallBack(content(current.get()));
        this.tried = new Tried<>(first, first);
    }

    /** The record that holds now; the same object until the document changes. */
    public T get() {
        JsonNode content = content(current.get());
        Tried<T> known = tried;
        if (known.inForce.isOf(content)) {
            return known.inForce.value;
        }
        return known.last.isOf(content) ? known.last.value : rebind(content);
    }

    /** Calls the listener with every change from now on. */
    public void onChange(DocumentListener<T> listener) {
        Telling<T> telling = new Telling<>(this, listener, get());
        listeners.accept(telling);
    }

    /** Binds what a snapshot would bring; says what is wrong when that cannot be. */
    synchronized Optional<String> attempt(Configuration candidate) {
        JsonNode content = candidate.documents().find(id);
        JsonNode before = content(current.get());
        Bound<T> inForce = tried.last.isOf(before) ? tried.last : tried.inForce;
        try {
            boolean same = content != null && content.equals(inForce.content);
            T value = same ? inForce.value : content == null ? fallback : binder.bind(content);
            tried = new Tried<>(inForce, new Bound<>(content, value));
            return Optional.empty();
        } catch (UnboundException e) {
            return Optional.of("document " + id + ": " + e.getMessage());
        }
    }

    /** A snapshot came into force without a trial: an older one that was fallen back to. */
    private synchronized T rebind(@Nullable JsonNode content) {
        Bound<T> bound = bindOrFallBack(content);
        tried = new Tried<>(bound, tried.last);
        return bound.value;
    }

    private Bound<T> bindOrFallBack(@Nullable JsonNode content) {
        try {
            return new Bound<>(content, content == null ? fallback : binder.bind(content));
        } catch (UnboundException e) {
            log.error("document {}: {}; its default holds", id, e.getMessage());
            return new Bound<>(content, fallback);
        }
    }

    private @Nullable JsonNode content(Snapshot snapshot) {
        return snapshot.configuration().documents().find(id);
    }

    /** A listener with the record that it knows; one that failed hears of the change again. */
    private static final class Telling<T> implements SnapshotListener {

        private final BoundDocument<T> document;
        private final DocumentListener<T> listener;
        private volatile T known;

        Telling(BoundDocument<T> document, DocumentListener<T> listener, T known) {
            this.document = document;
            this.listener = listener;
            this.known = known;
        }

        @Override
        public void applied(Snapshot snapshot) throws Exception {
            T before = known;
            T now = document.get();
            if (!before.equals(now)) {
                listener.changed(before, now, snapshot.revision());
                known = now;
            }
        }
    }
}
