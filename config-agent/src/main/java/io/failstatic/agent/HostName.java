package io.failstatic.agent;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The name of this machine, asked for once and not before it is needed: a broken resolver takes its time. */
final class HostName {

    private static final int LONGEST = 255;

    private @Nullable String name;

    String get() {
        if (name == null) {
            name = resolve();
        }
        return name;
    }

    private static String resolve() {
        String fromEnvironment = System.getenv("HOSTNAME");
        if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            return fromEnvironment.length() > LONGEST ? fromEnvironment.substring(0, LONGEST) : fromEnvironment;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
