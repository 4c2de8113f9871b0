package io.failstatic.control.admin;

import io.failstatic.control.change.Mutation;
import io.failstatic.control.resource.Kind;
import io.failstatic.control.resource.Operation;
import io.failstatic.control.resource.ResourceId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a refused request would have done, told from its method and path alone: no controller has seen it. Immutable.
 *
 * @param action the operation by its name in the API; the method where the path names none
 */
record AttemptedAction(
        String action, @Nullable String kind, @Nullable String resourceId) {

    private static final String API = "/api/v1/";
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");
    private static final Set<String> ROLLOUT_STEPS = Set.of("ADVANCE", "PAUSE", "RESUME", "ABORT", "PROMOTE");

    static AttemptedAction of(String method, String path) {
        String known = METHODS.contains(method) ? method : "OTHER";
        if (!path.startsWith(API)) {
            return new AttemptedAction(known, null, null);
        }
        List<String> parts = Arrays.asList(path.substring(API.length()).split("/", -1));
        String first = parts.get(0);
        Kind kind = Kind.find(first).orElse(null);
        if (kind != null) {
            String id = parts.size() > 1 && ResourceId.isValid(parts.get(1)) ? parts.get(1) : null;
            String action = onResource(known, kind, parts);
            return new AttemptedAction(action == null ? known : action, kind.path(), id);
        }
        String action = elsewhere(known, first, parts);
        return new AttemptedAction(
                action == null ? known : action,
                "FREEZE".equals(action) || "UNFREEZE".equals(action) ? "freezes" : null,
                null);
    }

    private static @Nullable String onResource(String method, Kind kind, List<String> parts) {
        String third = parts.size() > 2 ? parts.get(2) : "";
        return switch (method + " " + parts.size()) {
            case "POST 1" -> Mutation.nameOf(Operation.CREATE, kind);
            case "PUT 2", "PATCH 2" -> Mutation.nameOf(Operation.UPDATE, kind);
            case "DELETE 2" -> Mutation.nameOf(Operation.DELETE, kind);
            case "POST 3" ->
                third.equals("rollback")
                        ? Mutation.nameOf(Operation.ROLLBACK, kind)
                        : third.equals("api-keys") ? "ISSUE_API_KEY" : null;
            case "DELETE 4" -> third.equals("api-keys") ? "REVOKE_API_KEY" : null;
            default -> null;
        };
    }

    private static @Nullable String elsewhere(String method, String first, List<String> parts) {
        String last = parts.get(parts.size() - 1);
        return switch (method + " " + first) {
            case "POST changesets" -> "CHANGESET";
            case "POST apply" -> "APPLY";
            case "POST epochs" -> "RAISE_EPOCH";
            case "POST revisions" -> last.equals("restore") ? "RESTORE" : null;
            case "POST freezes", "POST freeze", "POST freeze-operations" -> "FREEZE";
            case "DELETE freezes", "POST unfreeze" -> "UNFREEZE";
            case "POST rollouts" -> parts.size() == 1 ? "START_ROLLOUT" : rolloutStep(last);
            default -> null;
        };
    }

    private static @Nullable String rolloutStep(String name) {
        String step = name.toUpperCase(Locale.ROOT);
        return ROLLOUT_STEPS.contains(step) ? step + "_ROLLOUT" : null;
    }
}
