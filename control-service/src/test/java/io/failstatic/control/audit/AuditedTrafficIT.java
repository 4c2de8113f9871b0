package io.failstatic.control.audit;

import static io.failstatic.control.RunningControl.ADMIN;
import static io.failstatic.control.RunningControl.EDITOR;
import static io.failstatic.control.RunningControl.OPERATOR;
import static io.failstatic.control.RunningControl.VIEWER;
import static io.failstatic.control.RunningControl.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.Postgres;
import io.failstatic.control.RunningControl;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** Whatever callers do at once, at two services: there is an entry for each answer, and the chain holds. */
class AuditedTrafficIT {

    private static final int CALLERS = 8;
    private static final int CALLS = 80;

    private final Map<String, LongAdder> answered = new TreeMap<>();
    private RunningControl[] controls;

    @Test
    @Tag("G14")
    void hasAnEntryForEachAnswer(@TempDir Path data) throws Exception {
        for (String outcome : List.of("OK", "OK breakGlass", "INVALID", "CONFLICT", "FROZEN", "DENIED", "none")) {
            answered.put(outcome, new LongAdder());
        }
        String database = Postgres.shared().newDatabase();
        try (RunningControl one = RunningControl.start(data.resolve("one"), database);
                RunningControl other = RunningControl.start(data.resolve("other"), database)) {
            controls = new RunningControl[] {one, other};
            count(call(0, ADMIN, "POST", "/documents", "{\"id\":\"shared\",\"content\":0}"), 1);
            count(call(0, ADMIN, "POST", "/tenants", "{\"id\":\"acme\",\"name\":\"a\"}"), 1);
            long seed = System.nanoTime();
            ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Caller caller = new Caller(i, new Random(seed + i));
                callers.add(threads.submit(caller::run));
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
            threads.shutdown();

            Map<String, Long> written = new TreeMap<>();
            one.bean(JdbcTemplate.class)
                    .query(
                            "select outcome || case when break_glass then ' breakGlass' else '' end, count(*)"
                                    + " from audit_entry group by 1",
                            row -> {
                                written.put(row.getString(1), row.getLong(2));
                            });
            Map<String, Long> expected = new TreeMap<>();
            answered.forEach((outcome, count) -> {
                if (!outcome.equals("none") && count.sum() > 0) {
                    expected.put(outcome, count.sum());
                }
            });
            JsonNode verification = json(one.admin(VIEWER, "GET", "/api/v1/audit/verify", null));
            System.out.printf(
                    "answers by what they must leave on record: %s; entries: %s; %s (seed %d)%n",
                    answered, written, verification, seed);
            assertThat(written).isEqualTo(expected);
            assertThat(written).containsKeys("OK", "OK breakGlass", "INVALID", "CONFLICT", "FROZEN", "DENIED");
            assertThat(verification.get("valid").asBoolean()).isTrue();
            assertThat(verification.get("entries").asLong())
                    .isEqualTo(
                            written.values().stream().mapToLong(Long::longValue).sum());
        }
    }

    private HttpResponse<String> call(
            int control, String token, String method, String path, String body, String... headers) {
        return controls[control].admin(token, method, "/api/v1" + path, body, headers);
    }

    /** Counts an answer by what it must leave on record: if it was a success, so many entries. */
    private void count(HttpResponse<String> answer, int entries) {
        int status = answer.statusCode();
        String outcome = switch (status) {
            case 200, 201, 204 -> "OK";
            case 400, 404, 422 -> "INVALID";
            case 403 -> "DENIED";
            case 409, 412 -> "CONFLICT";
            case 423 -> "FROZEN";
            // Waited in vain for the other service: not refused, and nothing done.
            case 503 -> "none";
            default -> throw new AssertionError(status + " " + answer.body());
        };
        boolean replayed = answer.headers().firstValue("Idempotency-Replayed").isPresent();
        boolean glass = answer.request().headers().firstValue("Break-Glass").isPresent();
        if (replayed) {
            add("none", 1);
        } else if (!outcome.equals("OK")) {
            add(outcome, 1);
        } else {
            add(glass ? "OK breakGlass" : "OK", entries);
        }
    }

    private void add(String outcome, int count) {
        LongAdder counter = answered.get(outcome);
        if (counter == null) {
            throw new AssertionError(outcome);
        }
        counter.add(count);
    }

    /** One of those who call at once, with a document of its own. */
    private final class Caller {

        private final int number;
        private final Random random;
        private final String own;
        private int contents;

        Caller(int number, Random random) {
            this.number = number;
            this.random = random;
            this.own = "/documents/own-" + number;
        }

        void run() {
            count(send(ADMIN, "POST", "/documents", "{\"id\":\"own-" + number + "\",\"content\":-1}"), 1);
            for (int i = 0; i < CALLS; i++) {
                any();
            }
        }

        private void any() {
            String fresh = "{\"content\":\"" + number + "-" + contents++ + "\"}";
            switch (random.nextInt(16)) {
                case 0, 1 -> count(send(EDITOR, "POST", "/documents", fresh), 1);
                case 2 -> count(send(EDITOR, "PUT", own, fresh), 1);
                case 3 -> rollBackAndForth(fresh);
                case 4 -> count(send(EDITOR, "PUT", "/documents/shared", fresh, "If-Match", "\"1\""), 1);
                case 5 -> count(send(EDITOR, "POST", "/documents", "{"), 1);
                case 6 -> count(send(EDITOR, "POST", "/tenants", "{\"name\":\"\"}"), 1);
                case 7 -> count(send(EDITOR, "DELETE", "/documents/nobody", null), 1);
                case 8 -> count(send(VIEWER, "POST", "/documents", fresh), 1);
                case 9 -> count(send(EDITOR, "POST", "/tenants", "{\"id\":\"acme\",\"name\":\"a\"}"), 1);
                case 10 -> freezeAndThaw();
                case 11 ->
                    count(
                            send(OPERATOR, "POST", "/documents", fresh, "Break-Glass", "true", "Change-Reason", "fire"),
                            1);
                case 12 -> keys();
                case 13 ->
                    count(
                            send(
                                    EDITOR,
                                    "POST",
                                    "/changesets",
                                    "{\"changes\":[" + step(fresh) + "," + step(fresh) + "," + step(fresh) + "]}"),
                            3);
                case 14 -> twice(fresh);
                default -> tries(fresh);
            }
        }

        private static String step(String data) {
            return "{\"op\":\"create\",\"kind\":\"documents\",\"data\":" + data + "}";
        }

        private void rollBackAndForth(String fresh) {
            HttpResponse<String> changed = send(EDITOR, "PUT", own, fresh);
            count(changed, 1);
            if (changed.statusCode() == 200) {
                count(send(EDITOR, "POST", own + "/rollback", "{\"targetVersion\":1}"), 1);
            }
        }

        private void freezeAndThaw() {
            HttpResponse<String> frozen =
                    send(OPERATOR, "POST", "/freezes", "{\"reason\":\"r\",\"kinds\":[\"documents\"]}");
            count(frozen, 1);
            String path = "/freezes/" + json(frozen).get("id").asString();
            any();
            count(send(OPERATOR, "DELETE", path, null), 1);
            // Nothing is left to be thawed.
            assertThat(send(OPERATOR, "DELETE", path, null).statusCode()).isEqualTo(204);
            add("none", 1);
        }

        private void keys() {
            HttpResponse<String> issued = send(ADMIN, "POST", "/tenants/acme/api-keys", "");
            count(issued, 1);
            if (issued.statusCode() == 201) {
                String keyId = json(issued).get("keyId").asString();
                count(send(ADMIN, "DELETE", "/tenants/acme/api-keys/" + keyId, null), 1);
                count(send(ADMIN, "DELETE", "/tenants/acme/api-keys/" + keyId, null), 1);
            }
        }

        /** A failed attempt is not kept: its equal is another attempt. */
        private void twice(String fresh) {
            String key = number + "-" + contents;
            for (int i = 0; i < 2; i++) {
                count(send(EDITOR, "POST", "/documents", fresh, "Idempotency-Key", key), 1);
            }
        }

        private void tries(String fresh) {
            assertThat(send(EDITOR, "POST", "/documents?dryRun=true", fresh).statusCode())
                    .isEqualTo(201);
            assertThat(send(EDITOR, "POST", "/documents?dryRun=true", "{").statusCode())
                    .isEqualTo(400);
            assertThat(send(VIEWER, "GET", "/documents/nobody", null).statusCode())
                    .isEqualTo(404);
            add("none", 3);
        }

        private HttpResponse<String> send(String token, String method, String path, String body, String... headers) {
            return call(random.nextInt(2), token, method, path, body, headers);
        }
    }
}
