package io.failstatic.control.request;

/** Tells what fits into one line of a log, a page or a header: no control characters, and none of Unicode's line ends. */
public final class LineText {

    private static final int LINE_SEPARATOR = 0x2028;
    private static final int PARAGRAPH_SEPARATOR = 0x2029;

    private LineText() {}

    public static boolean fits(String text) {
        return text.chars()
                .noneMatch(c -> Character.isISOControl(c) || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR);
    }
}
