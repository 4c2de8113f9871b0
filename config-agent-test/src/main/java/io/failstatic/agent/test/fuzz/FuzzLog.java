package io.failstatic.agent.test.fuzz;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Jazzer, and libFuzzer inside it, tell of a run. <em>Immutable.</em>
 *
 * @param problem the first line about what was found, null for none
 */
record FuzzLog(
        long executions,
        int coverageBefore,
        int coverageAfter,
        int inputs,
        @Nullable String problem) {

    private static final Pattern STATUS = Pattern.compile("(?m)^#(\\d+)\\s+(\\w+)\\s+cov: (\\d+) .*corp: (\\d+)/");
    private static final Pattern PROBLEM =
            Pattern.compile("(?m)^== (?:Java Exception|libFuzzer crashing).*|^==\\d+==.*");

    static FuzzLog read(String log) {
        long executions = 0;
        int before = 0;
        int after = 0;
        int inputs = 0;
        Matcher status = STATUS.matcher(log);
        while (status.find()) {
            executions = Long.parseLong(status.group(1));
            after = Integer.parseInt(status.group(3));
            inputs = Integer.parseInt(status.group(4));
            if (status.group(2).equals("INITED")) {
                before = after;
            }
        }
        Matcher problem = PROBLEM.matcher(log);
        return new FuzzLog(executions, before, after, inputs, problem.find() ? problem.group() : null);
    }
}
