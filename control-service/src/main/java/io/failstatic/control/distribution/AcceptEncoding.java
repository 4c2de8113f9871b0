package io.failstatic.control.distribution;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The codings that a caller takes, as RFC 9110 section 12.5.3 says; only one of them is of interest. */
final class AcceptEncoding {

    private AcceptEncoding() {}

    /** Whether the header asks for gzip: named, or by {@code *}, with a weight above 0. */
    static boolean takesGzip(@Nullable String header) {
        if (header == null) {
            return false;
        }
        Boolean any = null;
        for (String element : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = element.split(";", -1);
            String coding = parts[0].strip();
            boolean wanted = parts.length < 2 || !parts[1].strip().matches("q\\s*=\\s*0(\\.0{0,3})?");
            if (coding.equals("gzip") || coding.equals("x-gzip")) {
                return wanted;
            }
            if (coding.equals("*")) {
                any = wanted;
            }
        }
        return any != null && any;
    }
}
