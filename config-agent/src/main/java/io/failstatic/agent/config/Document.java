package io.failstatic.agent.config;

import tools.jackson.databind.JsonNode;

/** Settings of a host service, of any shape. The content is shared and must not be modified. */
public record Document(String id, long version, JsonNode content) {

    /** @throws InvalidContentException when a value breaks the contract */
    public Document {
        Checks.id("id", id);
        Checks.version(version);
        Checks.present("content", content);
    }
}
