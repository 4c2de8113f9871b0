package io.failstatic.agent.test.fuzz;

import java.io.ByteArrayOutputStream;

/** The bytes of an input as one line of ASCII text, as in Java: {@code \n}, {@code \\} and {@code \xff}. */
final class InputLine {

    private static final int RADIX = 16;

    private InputLine() {}

    static String write(byte[] input) {
        StringBuilder line = new StringBuilder(input.length);
        for (int i = 0; i < input.length; i++) {
            int octet = input[i] & 0xff;
            // A line that starts with # is a comment, and no editor is to take away a space at the end.
            boolean fragile = (octet == '#' && i == 0) || (octet == ' ' && i == input.length - 1);
            if (octet == '\\') {
                line.append("\\\\");
            } else if (octet == '\n') {
                line.append("\\n");
            } else if (octet < ' ' || octet >= 0x7f || fragile) {
                line.append("\\x")
                        .append(Character.forDigit(octet >> 4, RADIX))
                        .append(Character.forDigit(octet & 0xf, RADIX));
            } else {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    /** @throws IllegalArgumentException when the line was not written by {@link #write} */
    static byte[] read(String line) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c != '\\') {
                input.write(c);
                continue;
            }
            char escaped = i + 1 < line.length() ? line.charAt(++i) : 0;
            switch (escaped) {
                case '\\' -> input.write('\\');
                case 'n' -> input.write('\n');
                case 'x' -> {
                    input.write(Integer.parseInt(line, i + 1, i + 3, RADIX));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("line: " + line + " (expected: \\\\, \\n or \\xff)");
            }
        }
        return input.toByteArray();
    }
}
