/** The upstream of the quickstart; it runs from its source, with nothing but a JDK on the class path. */
package io.failstatic.sample;
