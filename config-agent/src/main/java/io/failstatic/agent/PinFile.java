package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code PIN} of the cache directory, by which an operator tells the agent what to do where nothing else can be
 * reached, and by which a pin survives a restart. <em>Not thread-safe</em>: used like {@link DiskSnapshots}.
 */
final class PinFile {

    static final String NAME = "PIN";

    private static final Logger log = LoggerFactory.getLogger(PinFile.class);
    private static final long LARGEST = 4096;

    /** What was found. */
    enum Finding {
        TEXT,
        NONE,
        /** The file is there and cannot be read, or others may write to it. */
        UNREADABLE,
        /** The directory cannot be looked into. */
        UNKNOWN
    }

    /** @param text what the file says, empty without a file */
    record Reading(Finding finding, String text) {

        private Reading(Finding finding) {
            this(finding, "");
        }
    }

    private final CacheDirectory directory;
    private final DiskSnapshots disk;

    PinFile(CacheDirectory directory, DiskSnapshots disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /** Reads the file; in a directory that another process holds there is none. */
    Reading read() {
        if (disk.condition() == Disk.LOCKED) {
            return new Reading(Finding.UNKNOWN);
        }
        try {
            byte[] bytes = directory.read(NAME, LARGEST);
            return bytes == null
                    ? new Reading(directory.has("") ? Finding.NONE : Finding.UNKNOWN)
                    : new Reading(Finding.TEXT, new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            log.debug("{} cannot be read", NAME, e);
            return new Reading(directory.has(NAME) ? Finding.UNREADABLE : Finding.UNKNOWN);
        }
    }

    /** Writes the text, or removes the file for null; says whether that is safely on disk. */
    boolean write(@Nullable String text) {
        try {
            if (!directory.acquire()) {
                return false;
            }
            if (text == null) {
                directory.delete(NAME);
            } else {
                directory.write(NAME, true, text.getBytes(StandardCharsets.UTF_8));
            }
            return true;
        } catch (IOException | RuntimeException e) {
            log.error("{}: cannot be written: {}", NAME, e.toString());
            return false;
        }
    }
}
