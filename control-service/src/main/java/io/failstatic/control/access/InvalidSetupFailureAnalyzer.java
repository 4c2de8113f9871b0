package io.failstatic.control.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells an {@link InvalidSetupException} as a description and a remedy instead of a stack trace. */
final class InvalidSetupFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSetupException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSetupException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.remedy(), cause);
    }
}
