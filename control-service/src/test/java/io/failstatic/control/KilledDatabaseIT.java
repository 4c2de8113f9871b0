package io.failstatic.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is killed again and again in the middle of writes: 250 times in the profile {@code kills}. */
@Tag("long")
class KilledDatabaseIT {

    private static final int KILLS = Integer.getInteger("kills", 10);

    @Test
    @Tag("G2")
    void losesNoAcknowledgedWrite(@TempDir Path directory) throws Exception {
        try (Postgres postgres = Postgres.startIn(directory.resolve("postgres"))) {
            String database = postgres.newDatabase();
            try (RunningControl control = RunningControl.start(directory.resolve("control"), database);
                    RelentlessWriters writers = RelentlessWriters.start(control.uri("admin", "/"))) {
                writers.awaitAnswers();
                for (int kill = 0; kill < KILLS; kill++) {
                    writers.awaitMoment();
                    postgres.kill();
                    assertThat(control.poll("{\"instanceId\":\"i-1\"}").statusCode())
                            .isEqualTo(200);
                    postgres.restart();
                }
                writers.awaitMoment();
                writers.finish();
                writers.assertNothingIsLost(database, KILLS + " kills of PostgreSQL");
            }
        }
    }
}
