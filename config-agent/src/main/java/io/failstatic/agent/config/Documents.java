package io.failstatic.agent.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The documents by id. <em>Immutable</em>, as long as nobody modifies the content it hands out. */
public final class Documents {

    private final Map<String, JsonNode> byId = new HashMap<>();

    Documents(List<Document> documents) {
        documents.forEach(document -> byId.put(document.id(), document.content()));
    }

    /** The content of the document, or null where there is none. Shared by all callers: read it, never modify it. */
    public @Nullable JsonNode find(String id) {
        return byId.get(id);
    }
}
