package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class DatabaseOutageIT {

    @TempDir
    Path data;

    @Test
    @Tag("G15")
    void pollsGoOnAndAdminIsUnavailableWhileTheDatabaseIsAway() {
        try (RunningControl control = RunningControl.start(data, new Class<?>[] {Outages.class})) {
            assertThat(control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"id\":\"a\",\"name\":\"A\"}")
                            .statusCode())
                    .isEqualTo(201);
            Switch outage = (Switch) control.bean(DataSource.class);
            outage.away = true;
            assertUnavailable(control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"id\":\"b\",\"name\":\"B\"}"));
            assertUnavailable(control.admin(ADMIN, "PUT", "/api/v1/tenants/a", "{\"id\":\"a\",\"name\":\"B\"}"));
            assertUnavailable(control.admin(ADMIN, "GET", "/api/v1/tenants", null));
            assertUnavailable(control.admin(ADMIN, "GET", "/api/v1/tenants/a", null));
            assertUnavailable(control.admin(ADMIN, "GET", "/api/v1/audit", null));
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> polled = control.poll("{\"instanceId\":\"i-" + i + "\"}");
                assertThat(polled.statusCode()).isEqualTo(200);
                assertThat(polled.body()).contains("\"a\"");
            }
            assertThat(control.management("/actuator/health").statusCode()).isEqualTo(200);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> !json(control.admin(ADMIN, "GET", "/api/v1/status", null))
                            .get("publishing")
                            .asBoolean());
            outage.away = false;
            assertThat(control.admin(ADMIN, "POST", "/api/v1/tenants", "{\"id\":\"b\",\"name\":\"B\"}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(control.poll("{\"instanceId\":\"i-1\"}").body()).contains("\"b\"");
        }
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    /** A data source that fails on demand. */
    private static final class Switch extends DelegatingDataSource {

        private volatile boolean away;

        private Switch(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLTransientConnectionException("The database is away, says the test.");
            }
            return super.getConnection();
        }
    }

    static class Outages {

        @Bean
        static BeanPostProcessor outages() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String beanName) {
                    return bean instanceof DataSource source ? new Switch(source) : bean;
                }
            };
        }
    }
}
