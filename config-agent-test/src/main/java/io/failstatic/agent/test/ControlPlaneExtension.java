package io.failstatic.agent.test;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a {@link ControlPlaneSimulator}: a new one for each test in an instance field with
 * {@code @RegisterExtension}, one for all tests in a static field.
 */
public final class ControlPlaneExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

    private ControlPlaneSimulator controlPlane = new ControlPlaneSimulator();
    private boolean shared;

    /** The simulator of the running test. */
    public ControlPlaneSimulator controlPlane() {
        return controlPlane;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        shared = true;
        controlPlane.start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!shared) {
            controlPlane = new ControlPlaneSimulator().start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!shared) {
            controlPlane.close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        controlPlane.close();
    }
}
