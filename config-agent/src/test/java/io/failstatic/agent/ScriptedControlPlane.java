package io.failstatic.agent;

import io.failstatic.agent.PollOutcome.Unchanged;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;

/** A control plane that answers what a test told it to, else that nothing is newer. */
final class ScriptedControlPlane implements ControlPlane {

    final List<PollReport> reports = new ArrayList<>();
    private final Queue<Supplier<PollOutcome>> script = new ArrayDeque<>();

    ScriptedControlPlane then(PollOutcome outcome) {
        script.add(() -> outcome);
        return this;
    }

    ScriptedControlPlane thenThrow(RuntimeException failure) {
        script.add(() -> {
            throw failure;
        });
        return this;
    }

    ScriptedControlPlane thenThrow(Error failure) {
        script.add(() -> {
            throw failure;
        });
        return this;
    }

    @Override
    public PollOutcome poll(PollReport report) {
        reports.add(report);
        Supplier<PollOutcome> next = script.poll();
        return next == null ? new Unchanged(null) : next.get();
    }

    PollReport lastReport() {
        return reports.get(reports.size() - 1);
    }
}
