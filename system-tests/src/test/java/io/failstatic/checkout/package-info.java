/** A third party's service that imports the agent the way the README says. */
package io.failstatic.checkout;
