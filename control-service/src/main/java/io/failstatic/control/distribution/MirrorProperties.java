package io.failstatic.control.distribution;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the published snapshot lies for agents that cannot reach any control service.
 *
 * @param directory holds {@code stable.snapshot}, for a static web server or a synchronised bucket; none means no mirror
 */
@ConfigurationProperties("control.mirror")
record MirrorProperties(@Nullable Path directory) {

    /** The directory, where one is asked for. */
    Path required() {
        if (directory == null) {
            throw new IllegalArgumentException(
                    "control.mirror.directory: empty (expected: a directory, or no such property)");
        }
        return directory;
    }
}
