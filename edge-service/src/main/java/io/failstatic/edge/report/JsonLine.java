package io.failstatic.edge.report;

import org.jspecify.annotations.Nullable;

/** One flat JSON object on a line of its own; whatever a value holds, it cannot begin another line. <em>Not thread-safe.</em> */
final class JsonLine {

    private final StringBuilder json = new StringBuilder(512).append('{');

    /** Adds a member, unless there is no value. */
    JsonLine text(String name, @Nullable String value) {
        if (value != null) {
            name(name).append('"');
            escape(value);
            json.append('"');
        }
        return this;
    }

    JsonLine number(String name, long value) {
        name(name).append(value);
        return this;
    }

    /** Adds a number of milliseconds with three decimals. */
    JsonLine millis(String name, long nanos) {
        long micros = Math.max(0, nanos) / 1000;
        name(name).append(micros / 1000).append('.');
        long rest = micros % 1000;
        json.append(rest / 100).append(rest / 10 % 10).append(rest % 10);
        return this;
    }

    String end() {
        return json.append("}\n").toString();
    }

    private StringBuilder name(String name) {
        if (json.length() > 1) {
            json.append(',');
        }
        return json.append('"').append(name).append("\":");
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c >= 0x7f) {
                json.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    json.append(Character.forDigit((c >> shift) & 0xf, 16));
                }
            } else {
                json.append(c);
            }
        }
    }
}
