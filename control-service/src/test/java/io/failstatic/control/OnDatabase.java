package io.failstatic.control;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The databases that the service runs on: what holds on one must hold on each. */
public enum OnDatabase {
    H2,
    POSTGRESQL;

    /** Starts the service over a fresh database of this kind. */
    public RunningControl start(Path data, String... settings) {
        return start(data, new Class<?>[0], settings);
    }

    /** The same with more beans than the service's own. */
    public RunningControl start(Path data, Class<?>[] more, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        if (this == POSTGRESQL) {
            all.add(Postgres.shared().newDatabase());
        }
        return RunningControl.start(data, more, all.toArray(String[]::new));
    }
}
