package io.failstatic.control.resource;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends requests under a path, and with certain headers, to a service.
 *
 * @param conditions all must hold
 * @param priority higher goes first
 */
public record RoutingRuleSpec(
        String path, String targetService, List<HeaderCondition> conditions, int priority, String scope)
        implements Spec {

    private static final int MAX_CONDITIONS = 100;
    private static final IntRange PRIORITY = new IntRange(Integer.MIN_VALUE, Integer.MAX_VALUE);

    public RoutingRuleSpec {
        RulePath.RULE.require("path", path);
        ResourceId.RULE.require("targetService", targetService);
        conditions = List.copyOf(conditions);
        Scope.RULE.require("scope", scope);
    }

    static @Nullable RoutingRuleSpec read(Fields fields, References references) {
        String path = fields.text("path", RulePath.RULE);
        String targetService = fields.text("targetService", ResourceId.RULE);
        references.add(fields.pointer("targetService"), Kind.SERVICE, targetService);
        List<HeaderCondition> conditions = new ArrayList<>();
        for (Fields condition : fields.objects("conditions", MAX_CONDITIONS)) {
            String header = condition.text("header", HeaderCondition.HEADER);
            String equals = condition.text("equals", HeaderCondition.VALUE);
            condition.end();
            if (!fields.hasErrors()) {
                conditions.add(new HeaderCondition(header, equals));
            }
        }
        int priority = fields.integer("priority", PRIORITY, 0);
        String scope = fields.text("scope", Scope.RULE, Scope.DEFAULT);
        return fields.hasErrors() ? null : new RoutingRuleSpec(path, targetService, conditions, priority, scope);
    }

    @Override
    public Kind kind() {
        return Kind.ROUTING_RULE;
    }

    @Override
    public ObjectNode content() {
        ObjectNode content = Spec.newObject().put("path", path).put("targetService", targetService);
        ArrayNode list = content.putArray("conditions");
        conditions.forEach(
                condition -> list.addObject().put("header", condition.header()).put("equals", condition.equals()));
        return content.put("priority", priority).put("scope", scope);
    }

    @Override
    public ResourceRef refersTo() {
        return new ResourceRef(Kind.SERVICE, targetService);
    }
}
