package io.failstatic.control.audit;

import io.failstatic.control.audit.ChainCheck.Broken;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Proves that the audit log is what was written, a part at a time. Thread-safe. */
@Component
@RequiredArgsConstructor
class AuditVerifier {

    /** Entries read at once: some hold two contents of 64 KB. */
    private static final int PART = 200;

    private final AuditSearch search;

    /** Checks everything that was in the log when this was called. */
    Verdict verify() {
        AuditSearch.Extent extent = search.extent();
        ChainRow chain = extent.chain();
        ChainCheck check = new ChainCheck(chain.getFirstSeq());
        if (extent.first() != null && extent.first() < 1) {
            check.breaks(extent.first(), "foreign");
        } else if (walk(check, chain)
                && check.end(chain.getSeq(), chain.getHash())
                && extent.last() != null
                && extent.last() > chain.getSeq()) {
            check.breaks(chain.getSeq() + 1, "foreign");
        }
        return new Verdict(check.entries(), chain, check.broken());
    }

    private boolean walk(ChainCheck check, ChainRow chain) {
        for (long first = chain.getFirstSeq(); first <= chain.getSeq(); first += PART) {
            long last = Math.min(first + PART - 1, chain.getSeq());
            for (AuditEntry entry : search.between(AuditSearch.Filter.NONE, first, last)) {
                if (!check.take(entry)) {
                    return false;
                }
            }
            if (!check.reach(last)) {
                return false;
            }
        }
        return true;
    }

    /**
     * What came out.
     *
     * @param entries how many were found good, from the first one of the chain
     * @param chain where the chain should have begun and ended
     * @param broken null when the whole log is what was written
     */
    record Verdict(long entries, ChainRow chain, @Nullable Broken broken) {}
}
