package io.failstatic.control;

import static io.failstatic.control.RunningControl.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/admin-api.md says, in one shell, and holds what comes back against what the page shows. */
class CookbookIT {

    private static final String MARK = "@@@ recipe";

    @TempDir
    Path directory;

    @Test
    void everyLineOfTheCookbookDoesWhatThePageShows() throws Exception {
        List<Recipe> recipes = recipes(Files.readString(Path.of("..", "docs", "admin-api.md")));
        assertThat(recipes).hasSizeGreaterThan(15);
        Path script = Files.writeString(
                directory.resolve("cookbook.sh"),
                recipes.stream()
                        .map(Recipe::commands)
                        .collect(Collectors.joining("\necho\necho '" + MARK + "'\n", "set -u\n", "")));
        List<String> shown;
        try (RunningControl control = RunningControl.start(directory.resolve("data"))) {
            shown = run(script, control.uri("admin", "").toString());
        }
        assertThat(shown).hasSameSizeAs(recipes);
        SoftAssertions all = new SoftAssertions();
        for (int i = 0; i < shown.size(); i++) {
            recipes.get(i).requireShown(shown.get(i), all);
        }
        all.assertAll();
    }

    private List<String> run(Path script, String control) throws IOException, InterruptedException {
        ProcessBuilder bash = new ProcessBuilder("bash", script.toString()).directory(directory.toFile());
        bash.environment().put("CONTROL", control);
        bash.environment().put("TOKEN", ADMIN);
        Path output = directory.resolve("output");
        Process running =
                bash.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(running.waitFor(60, TimeUnit.SECONDS))
                    .as("the cookbook ends")
                    .isTrue();
        } finally {
            running.destroyForcibly();
        }
        return Arrays.asList(Files.readString(output, StandardCharsets.UTF_8).split(MARK, -1));
    }

    /** Each block of commands with the answers that the next block shows. */
    private static List<Recipe> recipes(String page) {
        List<Recipe> recipes = new ArrayList<>();
        List<String> blocks = Arrays.asList(page.split("(?m)^```", -1));
        for (int i = 1; i < blocks.size(); i += 2) {
            String[] block = blocks.get(i).split("\n", 2);
            switch (block[0]) {
                case "sh" -> recipes.add(new Recipe(block[1], List.of()));
                case "text" -> {
                    Recipe last = recipes.remove(recipes.size() - 1);
                    assertThat(last.shown())
                            .as("two answers to " + last.commands())
                            .isEmpty();
                    recipes.add(new Recipe(last.commands(), block[1].lines().toList()));
                }
                default -> throw new AssertionError("```" + block[0] + " (expected: sh or text)");
            }
        }
        return recipes;
    }

    /** What is typed, and some of the lines that come back, in their order. */
    private record Recipe(String commands, List<String> shown) {

        void requireShown(String output, SoftAssertions all) {
            List<String> lines = output.lines().map(String::strip).toList();
            int at = 0;
            for (String line : shown) {
                int found = at;
                while (found < lines.size() && !matches(line, lines.get(found))) {
                    found++;
                }
                all.assertThat(found)
                        .as("%s%nshows no line%n%s%nbut%n%s", commands, line, output)
                        .isLessThan(lines.size());
                at = found == lines.size() ? at : found + 1;
            }
        }

        private static boolean matches(String shown, String line) {
            String[] parts = shown.split("…", -1);
            int at = 0;
            for (int i = 0; i < parts.length; i++) {
                int found = i == parts.length - 1 && i > 0 ? line.lastIndexOf(parts[i]) : line.indexOf(parts[i], at);
                if (found < at || (i == 0 && found > 0)) {
                    return false;
                }
                at = found + parts[i].length();
            }
            return at == line.length() || shown.endsWith("…");
        }
    }
}
