package io.failstatic.control.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of one request: the caller's own {@code X-Request-Id} where it is harmless, else one made here. */
public final class RequestId {

    /** The header that carries it, on the request and on the answer. */
    public static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestId.class.getName();
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

    private RequestId() {}

    /** The request's name; the same for as long as the request lasts. */
    public static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String id) {
            return id;
        }
        String id = choose(request.getHeader(HEADER));
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    static String choose(@Nullable String offered) {
        return offered != null && HARMLESS.matcher(offered).matches()
                ? offered
                : UUID.randomUUID().toString();
    }
}
