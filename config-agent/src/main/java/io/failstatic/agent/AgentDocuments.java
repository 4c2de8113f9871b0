package io.failstatic.agent;

import io.failstatic.agent.config.Configuration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The documents of the snapshot in force, as JSON or as types of the host. <em>Thread-safe.</em> */
public final class AgentDocuments {

    private final Supplier<Snapshot> current;
    private final Consumer<SnapshotListener> listeners;
    private final List<BoundDocument<?>> bound = new CopyOnWriteArrayList<>();
    private volatile boolean frozen;

    AgentDocuments(Supplier<Snapshot> current, Consumer<SnapshotListener> listeners) {
        this.current = current;
        this.listeners = listeners;
    }

    /** The content of the document now, or null where there is none. Shared by all callers: read it, never modify it. */
    public @Nullable JsonNode find(String id) {
        return current.get().configuration().documents().find(id);
    }

    /**
     * Binds a document to a type of the host, for instance a record. From now on a snapshot whose content does not bind
     * is kept out as {@code TRIAL_FAILED}. Content of a snapshot from an earlier process that does not bind is answered
     * with the default, and logged.
     *
     * @param id id of the document
     * @param type what Jackson makes of its content; its constructor may throw to refuse values
     * @param fallback what holds while no snapshot has the document
     * @throws IllegalStateException when the agent was started already: a snapshot may be in force that was never tried
     */
    public <T> BoundDocument<T> bind(String id, Class<T> type, T fallback) {
        if (frozen) {
            throw new IllegalStateException("document: " + id + " (expected: bound before the agent starts)");
        }
        BoundDocument<T> document = new BoundDocument<>(id, new DocumentBinder<>(type), fallback, current, listeners);
        bound.add(document);
        return document;
    }

    void freeze() {
        frozen = true;
    }

    /** Binds all documents that a snapshot would bring; says what is wrong with the first that does not bind. */
    Optional<String> attempt(Configuration candidate) {
        Optional<String> failure = Optional.empty();
        for (BoundDocument<?> document : bound) {
            failure = document.attempt(candidate);
            if (failure.isPresent()) {
                break;
            }
        }
        return failure;
    }
}
