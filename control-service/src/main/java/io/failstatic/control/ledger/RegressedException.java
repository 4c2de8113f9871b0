package io.failstatic.control.ledger;

/** A change cannot be made: its revision would be one that instances have seen with other content, or a lower one. */
public class RegressedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Regression regression;

    public RegressedException(Regression regression) {
        super(regression.message());
        this.regression = regression;
    }

    public Regression regression() {
        return regression;
    }
}
