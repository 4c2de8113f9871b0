/**
 * Test support for whoever imports the agent: golden files and a scriptable control plane with faults.
 *
 * <pre>{@code
 * @RegisterExtension
 * final ControlPlaneExtension extension = new ControlPlaneExtension();
 *
 * @Test
 * void keepsTheLimitWhileTheControlPlaneIsDown() {
 *     ControlPlaneSimulator controlPlane = extension.controlPlane();
 *     controlPlane.publish(snapshot().tenant("acme").policy("acme-api", "acme", 10, 60));
 *     try (Checkout checkout = Checkout.start(controlPlane.url(), controlPlane.token())) {
 *         await().until(() -> checkout.limitOf("acme") == 10);
 *         controlPlane.stop();
 *         await().until(checkout::isDegraded);
 *         assertThat(checkout.limitOf("acme")).isEqualTo(10);
 *     }
 * }
 * }</pre>
 *
 * <p>A unit test needs no control plane: {@link io.failstatic.agent.test.FixedConfigAgent} makes an agent of values.
 */
@NullMarked
package io.failstatic.agent.test;

import org.jspecify.annotations.NullMarked;
