package io.failstatic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiskContestantsTests {

    private static final int SIZE = 10_000;

    @ParameterizedTest
    @EnumSource
    void leavesWholeFilesAndNoTemporaryOnes(DiskContestants contestant, @TempDir Path directory) throws IOException {
        DiskContestants.Contestant disk = contestant.prepare(directory, SIZE);
        for (int i = 0; i < 10; i++) {
            assertThat(disk.write()).isTrue();
        }
        try (var files = Files.list(directory)) {
            assertThat(files.filter(file -> !file.endsWith("LOCK")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.size(file)).isGreaterThanOrEqualTo(SIZE));
        }
    }
}
