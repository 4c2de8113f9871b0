package io.failstatic.agent.actuate;

import io.failstatic.agent.AgentStatus;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.agent.Operator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * What a person on call sees of an agent, and may have it do: {@code pin}, {@code unpin}, {@code forget}, {@code adopt}.
 * Only readable unless the host grants {@code management.endpoint.configagent.access=unrestricted}.
 */
@WebEndpoint(id = "configagent", defaultAccess = Access.READ_ONLY)
public final class ConfigAgentEndpoint {

    private final ConfigAgent agent;

    /** @param agent what is shown and operated */
    public ConfigAgentEndpoint(ConfigAgent agent) {
        this.agent = agent;
    }

    /** The status, under the names of the health details, and what may be pinned or forgotten. */
    @ReadOperation
    public Map<String, @Nullable Object> status() {
        AgentStatus status = agent.status();
        Operator operator = agent.operator();
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("state", status.state().name());
        answer.putAll(ConfigAgentHealthIndicator.details(status));
        answer.put("digest", status.snapshot().digest());
        answer.put(
                "refusals",
                operator.refusals().stream()
                        .map(ConfigAgentHealthIndicator::refused)
                        .toList());
        answer.put("adopting", operator.adopting());
        return answer;
    }

    /**
     * Does what the operator says and answers the status that follows.
     *
     * @param operation {@code pin}, {@code unpin}, {@code forget} or {@code adopt}
     * @param generation what to pin: {@code 42}, {@code 1.42} or a digest; the snapshot in force when null
     * @param reason for a pin, why
     * @param digest what to forget; all refusals when null
     * @param lineage what to adopt; the one whose refusal stands when null
     */
    @WriteOperation
    public WebEndpointResponse<Map<String, @Nullable Object>> operate(
            @Selector String operation,
            @Nullable String generation,
            @Nullable String reason,
            @Nullable String digest,
            @Nullable String lineage) {
        try {
            Operator operator = agent.operator();
            String why = reason == null ? "" : reason;
            switch (operation.toLowerCase(Locale.ROOT)) {
                case "pin" -> {
                    var unused = generation == null ? operator.pin(why) : operator.pin(generation, why);
                }
                case "unpin" -> operator.unpin();
                case "forget" -> {
                    var unused = digest == null ? operator.forget() > 0 : operator.forget(digest);
                }
                case "adopt" -> {
                    if (lineage == null) {
                        operator.adopt();
                    } else {
                        operator.adopt(lineage);
                    }
                }
                default -> {
                    return problem(404, "Not Found", operation + " (expected: pin, unpin, forget or adopt)");
                }
            }
            return new WebEndpointResponse<>(status());
        } catch (IllegalArgumentException | IllegalStateException e) {
            return problem(409, "Conflict", e.getMessage() == null ? "" : e.getMessage());
        }
    }

    private static WebEndpointResponse<Map<String, @Nullable Object>> problem(int status, String title, String detail) {
        Map<String, @Nullable Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        return new WebEndpointResponse<>(problem, status);
    }
}
