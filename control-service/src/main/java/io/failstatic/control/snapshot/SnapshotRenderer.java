package io.failstatic.control.snapshot;

import io.failstatic.control.change.Renderer;
import io.failstatic.control.ledger.Rendering;
import io.failstatic.control.ledger.Revision;
import io.failstatic.control.resource.ApiKey;
import io.failstatic.control.resource.ApiKeys;
import io.failstatic.control.resource.Fragment;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.Resources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Component;

/**
 * Puts a snapshot together from what was rendered when each version was made: two queries and no parsing, whatever the
 * number of resources. The same content gives the same bytes. Thread-safe.
 */
@Component
@RequiredArgsConstructor
class SnapshotRenderer implements Renderer {

    private static final int FORMAT = 1;

    private final Resources resources;
    private final ApiKeys apiKeys;
    private final SigningKeys keys;
    private final SnapshotLimit limit;

    @Override
    public Rendering render(Revision revision, String audience, Instant publishedAt, Map<String, Long> removals) {
        StringBuilder text = new StringBuilder(1 << 16)
                .append("{\"format\":")
                .append(FORMAT)
                .append(",\"lineage\":\"")
                .append(revision.lineage())
                .append("\",\"epoch\":")
                .append(revision.epoch())
                .append(",\"revision\":")
                .append(revision.number())
                .append(",\"audience\":\"")
                .append(audience)
                .append("\",\"publishedAt\":\"")
                .append(publishedAt)
                .append("\",\"requires\":[],\"removals\":{");
        appendRemovals(text, removals);
        text.append("},\"resources\":{");
        appendResources(text);
        byte[] json = text.append("}}").toString().getBytes(StandardCharsets.UTF_8);
        limit.require(json.length);
        return new Rendering(digest(json), keys.signing().sign(json), json, gzip(json));
    }

    private static void appendRemovals(StringBuilder text, Map<String, Long> removals) {
        String separator = "";
        for (Kind kind : Kind.values()) {
            Long total = removals.get(kind.path());
            if (total != null) {
                text.append(separator)
                        .append('"')
                        .append(kind.path())
                        .append("\":")
                        .append(total);
                separator = ",";
            }
        }
    }

    private void appendResources(StringBuilder text) {
        Map<Kind, List<Fragment>> byKind =
                resources.fragments().stream().collect(Collectors.groupingBy(Fragment::kind));
        Map<String, List<ApiKey>> keys = apiKeys.all().stream().collect(Collectors.groupingBy(ApiKey::tenantId));
        String kindSeparator = "";
        for (Kind kind : Kind.values()) {
            text.append(kindSeparator).append('"').append(kind.path()).append("\":[");
            kindSeparator = ",";
            String separator = "";
            for (Fragment fragment : byKind.getOrDefault(kind, List.of())) {
                text.append(separator);
                if (kind == Kind.TENANT) {
                    appendTenant(text, fragment, keys.getOrDefault(fragment.id(), List.of()));
                } else {
                    text.append(fragment.json());
                }
                separator = ",";
            }
            text.append(']');
        }
    }

    /** Keys are no part of a tenant's versions: they are added to what was rendered with the version. */
    private static void appendTenant(StringBuilder text, Fragment tenant, List<ApiKey> keys) {
        text.append(tenant.json(), 0, tenant.json().length() - 1).append(",\"apiKeys\":[");
        String separator = "";
        for (ApiKey key : keys) {
            text.append(separator)
                    .append("{\"keyId\":\"")
                    .append(key.keyId())
                    .append("\",\"sha256\":\"")
                    .append(key.sha256())
                    .append("\"}");
            separator = ",";
        }
        text.append("]}");
    }

    private static String digest(byte[] json) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(json);
            return "sha-256=:" + Base64.getEncoder().encodeToString(sha256) + ":";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every Java)", e);
        }
    }

    private static byte[] gzip(byte[] json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length / 4 + 64);
        try (GZIPOutputStream coder = new GZIPOutputStream(bytes)) {
            coder.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
