package io.failstatic.agent;

import io.failstatic.agent.PinFile.Finding;
import io.failstatic.agent.PinFile.Reading;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code PIN} together with what was last read from it or written to it, so that news can be told. <em>Thread-safe
 * for one reader and one writer at a time.</em>
 */
final class KnownPinFile {

    private final @Nullable PinFile file;
    private final DiskCalls disk;
    private volatile Reading known = new Reading(Finding.NONE, "");

    /** @param file null where there is no cache directory: then there are no news, and nothing is kept */
    KnownPinFile(@Nullable PinFile file, DiskCalls disk) {
        this.file = file;
        this.disk = disk;
    }

    /** Whether the file says something new. Run by the disk's thread. */
    boolean hasNews() {
        return file != null && isNews(file.read());
    }

    /** What the file newly says, which is known from then on; null when that is nothing. */
    @Nullable
    Reading news() {
        PinFile pinFile = file;
        Reading reading = pinFile == null ? null : disk.call(pinFile::read);
        if (reading == null || !isNews(reading)) {
            return null;
        }
        known = reading;
        return reading;
    }

    boolean isThere() {
        return known.finding() != Finding.NONE;
    }

    /** Writes the text, or removes the file for null; true when that is safely on disk, or there is no disk. */
    boolean write(@Nullable String text) {
        PinFile pinFile = file;
        if (pinFile == null) {
            return true;
        }
        boolean written = Boolean.TRUE.equals(disk.call(() -> pinFile.write(text)));
        Reading now = written ? disk.call(pinFile::read) : null;
        known = now == null ? known : now;
        return written;
    }

    /** Writes the text, unless the next order is there already. */
    boolean complete(String text) {
        PinFile pinFile = file;
        return pinFile == null || !known.equals(disk.call(pinFile::read)) || write(text);
    }

    private boolean isNews(Reading reading) {
        return !reading.equals(known) && reading.finding() != Finding.UNKNOWN;
    }
}
