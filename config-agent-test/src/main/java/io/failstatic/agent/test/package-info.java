/**
 * Test support for whoever imports the agent: golden files and a scriptable control plane with faults.
 *
 * <pre>{@code
 * class CheckoutTests {
 *
 *     @RegisterExtension
 *     final ControlPlaneExtension controlPlane = new ControlPlaneExtension();
 *
 *     @Test
 *     void keepsTheLimitWhileTheControlPlaneIsDown() throws Exception {
 *         ControlPlaneSimulator plane = controlPlane.controlPlane();
 *         plane.publish(SnapshotBuilder.snapshot().tenant("acme").policy("p", "acme", 10, 60));
 *         try (Checkout checkout = Checkout.start(plane.url(), plane.token())) {
 *             plane.awaitPolls(2, Duration.ofSeconds(5));
 *             plane.stop();
 *             assertThat(checkout.limitOf("acme")).isEqualTo(10);
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>A unit test needs no control plane: {@link io.failstatic.agent.test.FixedConfigAgent} makes an agent of values.
 */
@NullMarked
package io.failstatic.agent.test;

import org.jspecify.annotations.NullMarked;
