package io.failstatic.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.failstatic.agent.test.fuzz.FuzzTarget;

/** A bug that random bytes do not meet in a lifetime: each condition is in the way of the next. */
final class PlantedBugTarget implements FuzzTarget {

    @Override
    public void take(byte[] input) {
        String text = new String(input, ISO_8859_1);
        if (text.length() > 12 && text.charAt(0) == 'f' && text.charAt(1) == 'a' && text.charAt(2) == 'i') {
            if (text.startsWith("lstatic", 3) && (text.charAt(10) ^ text.charAt(11)) == 0x11) {
                throw new IllegalStateException("planted");
            }
        }
    }
}
