package io.failstatic.agent.test;

import io.failstatic.agent.RefusalCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The executable part of the contract: snapshots, polls, problems and flag vectors as files on the class path below
 * {@code io/failstatic/golden/}, with an index that says what must become of them. <em>Thread-safe.</em>
 */
public final class Golden {

    private Golden() {}

    /** All snapshots: {@code valid}, {@code invalid}, and {@code future}, which is from a newer control plane. */
    public static List<GoldenSnapshot> snapshots() {
        List<GoldenSnapshot> snapshots = new ArrayList<>();
        for (JsonNode entry : index().path("snapshots")) {
            JsonNode pointer = entry.path("pointer");
            snapshots.add(new GoldenSnapshot(
                    entry.path("file").asString(),
                    entry.has("code") ? RefusalCode.valueOf(entry.path("code").asString()) : null,
                    entry.path("ignored").asInt(0),
                    pointer.isString() ? pointer.asString() : null,
                    entry.has("pointer")));
        }
        return snapshots;
    }

    /** The snapshot of the contract's own page, one resource of each kind. */
    public static byte[] snapshot() {
        return read("snapshots/valid/full.json");
    }

    /** Bodies of polls that a control plane must take. */
    public static List<String> polls() {
        return files("polls");
    }

    /** Problem documents that a client must take. */
    public static List<String> problems() {
        return files("problems");
    }

    /** Buckets of the flag hash ({@code buckets}) and what flags are for callers ({@code evaluations}). */
    public static JsonNode flagVectors() {
        return JsonMapper.shared().readTree(read(index().path("flags").asString()));
    }

    /** The bytes of one file, named as in the index. */
    public static byte[] read(String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/io/failstatic/golden/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("file: " + file + " (expected: one of the index)");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> files(String member) {
        List<String> files = new ArrayList<>();
        index().path(member).forEach(file -> files.add(file.asString()));
        return files;
    }

    private static JsonNode index() {
        return JsonMapper.shared().readTree(read("index.json"));
    }
}
