package io.failstatic.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The engines of a test, which share a control plane that follows a script and time that the test moves. */
final class Engines implements AfterEachCallback {

    final MutableTime time = new MutableTime();
    final ScriptedControlPlane controlPlane = new ScriptedControlPlane();
    private final List<Engine> open = new ArrayList<>();

    /** An engine as a process that starts with this cache directory would have it. */
    Engine open(Path cache) {
        return open(ConfigAgent.builder().cacheDir(cache));
    }

    Engine open(AgentBuilder builder) {
        return open(builder, new AgentObserver() {});
    }

    Engine open(AgentBuilder builder, AgentObserver observer) {
        Engine engine = new Engine(builder.settings(), observer, time, time, controlPlane);
        open.add(engine);
        return engine;
    }

    /** Ends an engine as a process does that is told to. */
    void stop(Engine engine) {
        engine.close();
        open.remove(engine);
    }

    /** One poll, with the answer to it; says how long the engine would wait then. */
    Duration poll(Engine engine, PollOutcome outcome) throws InterruptedException {
        controlPlane.then(outcome);
        return engine.pollOnce();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        open.forEach(Engine::close);
    }
}
