package io.failstatic.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptedActionTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/api/v1/tenants|CREATE_TENANT|tenants|",
                "PUT|/api/v1/tenants/acme|UPDATE_TENANT|tenants|acme",
                "PATCH|/api/v1/rate-limit-policies/p-1|UPDATE_RATE_LIMIT_POLICY|rate-limit-policies|p-1",
                "DELETE|/api/v1/routing-rules/r|DELETE_ROUTING_RULE|routing-rules|r",
                "POST|/api/v1/feature-flags/f/rollback|ROLLBACK_FEATURE_FLAG|feature-flags|f",
                "POST|/api/v1/tenants/acme/api-keys|ISSUE_API_KEY|tenants|acme",
                "DELETE|/api/v1/tenants/acme/api-keys/key-1|REVOKE_API_KEY|tenants|acme",
                "GET|/api/v1/documents/d|GET|documents|d",
                "PUT|/api/v1/tenants/fsk_secret|UPDATE_TENANT|tenants|",
                "PUT|/api/v1/tenants/%0d%0a|UPDATE_TENANT|tenants|",
                "POST|/api/v1/changesets|CHANGESET||",
                "POST|/api/v1/apply|APPLY||",
                "GET|/api/v1/apply|GET||",
                "POST|/api/v1/revisions/7/restore|RESTORE||",
                "POST|/api/v1/freezes|FREEZE|freezes|",
                "POST|/api/v1/freeze|FREEZE|freezes|",
                "POST|/api/v1/freeze-operations|FREEZE|freezes|",
                "DELETE|/api/v1/freezes/freeze-1|UNFREEZE|freezes|",
                "POST|/api/v1/unfreeze|UNFREEZE|freezes|",
                "POST|/api/v1/epochs|RAISE_EPOCH||",
                "POST|/api/v1/rollouts|START_ROLLOUT||",
                "POST|/api/v1/rollouts/r/abort|ABORT_ROLLOUT||",
                "POST|/api/v1/rollouts/r/secret|POST||",
                "POST|/api/v1/fsk_secret|POST||",
                "GET|/fsk_secret|GET||",
                "SECRET|/|OTHER||",
            })
    void isToldFromMethodAndPath(String method, String path, String action, String kind, String id) {
        assertThat(AttemptedAction.of(method, path)).isEqualTo(new AttemptedAction(action, kind, id));
    }
}
