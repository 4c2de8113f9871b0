package io.failstatic.control;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control service is killed again and again in the middle of writes: 50 times in the profile {@code kills}. */
@Tag("long")
class KilledServiceIT {

    private static final int KILLS = Integer.getInteger("kills.of.service", 3);

    @Test
    @Tag("G2")
    void losesNoAcknowledgedWrite(@TempDir Path directory) throws Exception {
        String database = Postgres.shared().newDatabase();
        try (ControlProcess control = new ControlProcess(directory, database)) {
            control.start();
            try (RelentlessWriters writers = RelentlessWriters.start(URI.create(control.admin()))) {
                writers.awaitAnswers();
                for (int kill = 0; kill < KILLS; kill++) {
                    writers.awaitMoment();
                    writers.expectNobody();
                    control.kill();
                    control.start();
                    writers.awaitAnswers();
                }
                writers.awaitMoment();
                writers.finish();
                writers.assertNothingIsLost(database, KILLS + " kills of the control service");
            }
        }
    }
}
