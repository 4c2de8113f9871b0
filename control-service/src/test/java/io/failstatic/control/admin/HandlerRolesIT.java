package io.failstatic.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import io.failstatic.control.access.Role;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every handler of the admin listener, with the smallest role that may call it. */
class HandlerRolesIT {

    /** What the contract has, whatever of it is there; a handler that is not listed fails. */
    private static final Map<Role, List<String>> TABLE = Map.of(
            Role.VIEWER,
            List.of(
                    "GET /api/v1/apply",
                    "GET /api/v1/audit",
                    "GET /api/v1/audit/verify",
                    "GET /api/v1/freezes",
                    "GET /api/v1/freezes/{}",
                    "GET /api/v1/instances",
                    "GET /api/v1/instances/{}",
                    "GET /api/v1/revisions",
                    "GET /api/v1/revisions/at",
                    "GET /api/v1/revisions/{}",
                    "GET /api/v1/revisions/{}/diff",
                    "GET /api/v1/revisions/{}/propagation",
                    "GET /api/v1/revisions/{}/snapshot",
                    "GET /api/v1/rollouts",
                    "GET /api/v1/rollouts/{}",
                    "GET /api/v1/status",
                    "GET /api/v1/{}",
                    "GET /api/v1/{}/{}",
                    "GET /api/v1/{}/{}/diff",
                    "GET /api/v1/{}/{}/versions",
                    "GET /error",
                    "GET /v3/api-docs"),
            Role.EDITOR,
            List.of(
                    "POST /api/v1/apply",
                    "POST /api/v1/changesets",
                    "POST /api/v1/revisions/{}/restore",
                    "POST /api/v1/rollouts",
                    "POST /api/v1/rollouts/{}/abort",
                    "POST /api/v1/rollouts/{}/advance",
                    "POST /api/v1/rollouts/{}/pause",
                    "POST /api/v1/rollouts/{}/promote",
                    "POST /api/v1/rollouts/{}/resume",
                    "POST /api/v1/{}",
                    "PUT /api/v1/{}/{}",
                    "PATCH /api/v1/{}/{}",
                    "DELETE /api/v1/{}/{}",
                    "POST /api/v1/{}/{}/rollback"),
            Role.OPERATOR,
            List.of(
                    "POST /api/v1/freezes",
                    "DELETE /api/v1/freezes/{}",
                    "POST /api/v1/freeze",
                    "POST /api/v1/freeze-operations",
                    "POST /api/v1/unfreeze"),
            Role.ADMIN,
            List.of(
                    "POST /api/v1/epochs",
                    "POST /api/v1/tenants/{}/api-keys",
                    "DELETE /api/v1/tenants/{}/api-keys/{}"));

    private static final Map<Role, String> TOKENS = new EnumMap<>(Map.of(
            Role.AGENT, RunningControl.AGENT,
            Role.VIEWER, RunningControl.VIEWER,
            Role.EDITOR, RunningControl.EDITOR,
            Role.OPERATOR, RunningControl.OPERATOR,
            Role.ADMIN, RunningControl.ADMIN));

    @TempDir
    static Path data;

    @Test
    void isForThatRoleAndThoseAboveIt() {
        Map<String, Role> expected = new TreeMap<>();
        TABLE.forEach((role, handlers) -> handlers.forEach(handler -> expected.put(handler, role)));
        try (RunningControl control = RunningControl.start(data)) {
            Map<String, RequestMappingInfo> handlers = new TreeMap<>();
            control.bean(RequestMappingHandlerMapping.class)
                    .getHandlerMethods()
                    .keySet()
                    .forEach(mapping -> names(mapping).forEach(name -> handlers.put(name, mapping)));
            // Whoever adds a handler decides here who may call it.
            assertThat(expected.keySet()).containsAll(withoutNames(handlers.keySet()));
            handlers.forEach((name, mapping) -> check(control, name, mapping, expected.get(withoutNames(name))));
        }
    }

    private static void check(RunningControl control, String name, RequestMappingInfo mapping, Role smallest) {
        assertThat(call(control, null, name, mapping).statusCode()).as(name).isEqualTo(401);
        TOKENS.forEach((role, token) -> {
            HttpResponse<String> answer = call(control, token, name, mapping);
            String call = name + " as " + role + ": " + answer.body();
            if (role.includes(smallest)) {
                assertThat(answer.statusCode()).as(call).isNotIn(401, 403).isLessThan(500);
            } else {
                assertThat(answer.statusCode()).as(call).isEqualTo(403);
                assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                        .startsWith("application/problem+json");
            }
        });
    }

    private static HttpResponse<String> call(
            RunningControl control, String token, String name, RequestMappingInfo mapping) {
        String[] methodAndPath = name.split(" ", -1);
        String path = methodAndPath[1]
                .replace("{kind}", "tenants")
                .replace("{number}", "1")
                .replaceAll("\\{[^}]*}", "nobody");
        String type = mapping.getConsumesCondition().isEmpty()
                ? "application/json"
                : mapping.getConsumesCondition()
                        .getConsumableMediaTypes()
                        .iterator()
                        .next()
                        .toString();
        return control.admin(
                token, methodAndPath[0], path, methodAndPath[0].equals("GET") ? null : "{}", "Content-Type", type);
    }

    private static List<String> withoutNames(Set<String> handlers) {
        return handlers.stream().map(HandlerRolesIT::withoutNames).toList();
    }

    private static String withoutNames(String handler) {
        return handler.replaceAll("\\{\\w+}", "{}");
    }

    /** A handler by its methods and paths, without the expressions of its variables. */
    private static Stream<String> names(RequestMappingInfo mapping) {
        Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
        return mapping.getPatternValues().stream()
                .map(pattern -> pattern.replaceAll("\\{(\\w+):(?:[^{}]|\\{[^}]*})*}", "{$1}"))
                .flatMap(path -> (methods.isEmpty() ? Set.of(RequestMethod.GET) : methods)
                        .stream().map(method -> method + " " + path));
    }
}
