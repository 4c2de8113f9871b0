package io.failstatic.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.RunningControl;
import io.failstatic.control.snapshot.RenderedSnapshot;
import io.failstatic.control.snapshot.Snapshots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** A desired state of the size that a large installation has. */
class ManyResourcesIT {

    private static final int COUNT = 10_000;

    @Test
    void publishesTenThousandResourcesQuicklyAndWhole(@TempDir Path data) {
        try (RunningControl control = RunningControl.start(data)) {
            fill(control.bean(JdbcTemplate.class));
            Api api = new Api(control.uri("admin", "").toString(), RunningControl.ADMIN);
            long[] millis = new long[20];
            for (int i = 0; i < millis.length; i++) {
                long start = System.nanoTime();
                api.created("/tenants", "{\"name\":\"t\"}");
                millis[i] = (System.nanoTime() - start) / 1_000_000;
            }
            Arrays.sort(millis);
            RenderedSnapshot head =
                    control.bean(Snapshots.class).head(RenderedSnapshot.STABLE).orElseThrow();
            System.out.printf(
                    "change with %d resources (%d KB): p50 %d ms, max %d ms%n",
                    COUNT, head.json().length / 1024, millis[10], millis[19]);
            assertThat(head.json().length).isGreaterThan(COUNT * 1000);
            assertThat(millis[10]).isLessThan(5_000);
        }
    }

    private static void fill(JdbcTemplate jdbc) {
        String content = "{\"content\":\"" + "x".repeat(1000) + "\"}";
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            String id = "d-" + i;
            rows.add(new Object[] {id, content, "{\"id\":\"" + id + "\",\"version\":1," + content.substring(1)});
        }
        jdbc.batchUpdate(
                "insert into resource (kind, id, version, deleted, content, fragment, created_at, updated_at, updated_by)"
                        + " values ('DOCUMENT', ?, 1, false, ?, ?, now(), now(), 'alice')",
                rows);
    }
}
