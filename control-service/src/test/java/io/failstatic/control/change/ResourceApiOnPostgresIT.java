package io.failstatic.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.failstatic.control.Postgres;
import io.failstatic.control.RunningControl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class ResourceApiOnPostgresIT extends ResourceApiContract {

    @Override
    RunningControl start(Path data, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(Postgres.shared().newDatabase());
        return RunningControl.start(data, all.toArray(String[]::new));
    }

    @Test
    void runsOnAServerThatKeepsItsWord() {
        JdbcTemplate jdbc = jdbc();
        assertThat(jdbc.queryForObject("show fsync", String.class)).isEqualTo("on");
        assertThat(jdbc.queryForObject("show synchronous_commit", String.class)).isEqualTo("on");
        assertThat(jdbc.queryForObject("select 'a-b' < 'aa'", Boolean.class))
                .as("the locale of the database sorts as people do")
                .isFalse();
    }
}
