package io.failstatic.control.audit;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.springframework.stereotype.Component;

/** Writes the log as lines of JSON, oldest first, a part at a time. Thread-safe. */
@Slf4j
@Component
@RequiredArgsConstructor
class AuditExport {

    static final String MEDIA_TYPE = "application/x-ndjson";

    /** Sequence numbers looked at by one query, so that none takes long however rare what is asked for is. */
    private static final int PART = 500;

    private final AuditSearch search;

    /** Writes the entries that a filter accepts, up to the end of the chain. */
    void write(AuditSearch.Filter filter, AuditSearch.Extent extent, HttpServletResponse response) {
        try {
            write(filter, extent.chain().getSeq(), response.getOutputStream());
        } catch (IOException e) {
            log.debug("An export is not taken any more", e);
        } catch (RuntimeException e) {
            if (response.isCommitted()) {
                throw new BrokenExportException(e);
            }
            response.resetBuffer();
            throw e;
        }
    }

    private void write(AuditSearch.Filter filter, long end, OutputStream lines) throws IOException {
        for (long first = 1; first <= end; first += PART) {
            long last = Math.min(first + PART - 1, end);
            for (AuditEntry entry : search.between(filter, first, last)) {
                lines.write(EntryLine.of(entry).getBytes(StandardCharsets.UTF_8));
                lines.write('\n');
            }
        }
        lines.flush();
    }
}
