package io.failstatic.control.request;

import io.failstatic.control.access.Caller;
import io.failstatic.control.access.RequestId;
import io.failstatic.control.access.Role;
import io.failstatic.control.request.InvalidParametersException.ParameterError;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Component;

/** Reads from an HTTP request what every mutation has. Thread-safe. */
@Component
@RequiredArgsConstructor
@EnableConfigurationProperties(RequestProperties.class)
public class ChangeRequests {

    private static final String REASON = "Change-Reason";
    private static final String DRY_RUN = "dryRun";
    private static final String BREAK_GLASS = "Break-Glass";
    private static final int MAX_REASON = 1000;

    private final RequestProperties properties;

    /**
     * Reads a mutation, which takes no query parameter but the one that makes it a dry run.
     *
     * @throws InvalidParametersException when it has others: one that is ignored may have been meant to hold the change back
     */
    public ChangeRequest of(HttpServletRequest request, Caller caller) {
        return withReasonInBody(request, caller).because(null);
    }

    /** Reads a mutation whose body may hold its reason: {@link ChangeRequest#because} must follow. */
    public ChangeRequest withReasonInBody(HttpServletRequest request, Caller caller) {
        boolean dryRun = dryRun(Parameters.of(request, DRY_RUN));
        boolean breakGlass = breakGlass(request, caller);
        List<String> ifMatch = Collections.list(request.getHeaders("If-Match"));
        return new ChangeRequest(
                caller.name(),
                reason(request),
                breakGlass || properties.requireReason(),
                IfMatch.of(ifMatch.isEmpty() ? null : String.join(",", ifMatch), properties.requireIfMatch()),
                confirmation(request),
                dryRun,
                breakGlass,
                RequestId.of(request),
                request.getRemoteAddr());
    }

    private static boolean dryRun(Parameters parameters) {
        String value = parameters.text(DRY_RUN);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw refused(DRY_RUN, "true or false");
        }
        return "true".equals(value);
    }

    private static Confirmation confirmation(HttpServletRequest request) {
        String removals = request.getHeader(Confirmation.REMOVAL);
        String value = request.getHeader(Confirmation.VALUE);
        if (removals != null && !removals.matches("[0-9]{1,9}")) {
            throw refused(Confirmation.REMOVAL, "how many resources may be removed");
        }
        if (value != null && !value.equals("true")) {
            throw refused(Confirmation.VALUE, "true");
        }
        return new Confirmation(removals == null ? 0 : Integer.parseInt(removals), value != null);
    }

    private static InvalidParametersException refused(String header, String expected) {
        return new InvalidParametersException(
                List.of(new ParameterError(header, "not accepted (expected: " + expected + ")")));
    }

    private static boolean breakGlass(HttpServletRequest request, Caller caller) {
        String header = request.getHeader(BREAK_GLASS);
        if (header == null || header.strip().equals("false")) {
            return false;
        }
        if (!header.strip().equals("true")) {
            throw new InvalidParametersException(
                    List.of(new ParameterError(BREAK_GLASS, "not accepted (expected: true or false)")));
        }
        if (!caller.has(Role.OPERATOR)) {
            throw new AccessDeniedException(BREAK_GLASS + ": " + caller.name() + " is no operator");
        }
        return true;
    }

    /** The reason in the header; null when there is none. */
    public @Nullable String reason(HttpServletRequest request) {
        String header = request.getHeader(REASON);
        if (header == null || header.isBlank()) {
            return null;
        }
        String reason = utf8(header).strip();
        if (reason.length() > MAX_REASON || !LineText.fits(reason)) {
            throw new InvalidParametersException(List.of(new ParameterError(
                    REASON, "not accepted (expected: at most " + MAX_REASON + " characters, no control characters)")));
        }
        return reason;
    }

    /** Header bytes reach us as Latin-1, but what people send is UTF-8. */
    private static String utf8(String header) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return header;
        }
    }
}
