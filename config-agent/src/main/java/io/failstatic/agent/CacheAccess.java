package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Disk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the cache directory on which nothing throws: a failure is counted, told once, and answered with nothing.
 * Used by one thread at a time; how the directory fares can be read by any.
 */
final class CacheAccess {

    private static final Logger log = LoggerFactory.getLogger(CacheAccess.class);

    private final CacheDirectory directory;
    private final AgentObserver observer;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong corrupt = new AtomicLong();
    private volatile boolean untrusted;
    private volatile Disk condition = Disk.OK;

    /** A change of the directory, which belongs to this process while it runs. */
    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    CacheAccess(CacheDirectory directory, AgentObserver observer) {
        this.directory = directory;
        this.observer = observer;
    }

    /** Takes the directory for this process and finds out whether it does what is asked of it. */
    void open() {
        write("open", directory::tryOut);
    }

    /** Reads a whole file that only this process may have written; null when there is none, or none that can be had. */
    byte @Nullable [] read(String name, long most) {
        return read(name, most, false);
    }

    /** Reads a whole file whose signature vouches for it, so that others may have written it. */
    byte @Nullable [] readSigned(String name, long most) {
        return read(name, most, true);
    }

    /** Changes the directory; says whether that happened. */
    boolean write(String what, Write write) {
        try {
            if (!directory.acquire()) {
                become(Disk.LOCKED, "held by another process, nothing is kept on disk");
                return false;
            }
            write.run();
            become(Disk.OK, "can be written again");
            return true;
        } catch (IOException | RuntimeException e) {
            failed(what, e);
            return false;
        }
    }

    /** The names of all whole files, in no order; null when they cannot be had. */
    @Nullable
    List<String> names() {
        if (condition == Disk.LOCKED) {
            return null;
        }
        try {
            return directory.names();
        } catch (IOException | RuntimeException e) {
            failed("list", e);
            return null;
        }
    }

    /** Takes a damaged file out of the way. */
    void setAside(String name) {
        corrupt.incrementAndGet();
        observer.diskFailed();
        log.error("{}: damaged, set aside", name);
        try {
            directory.setAside(name);
        } catch (IOException | RuntimeException e) {
            failed("set aside " + name, e);
        }
    }

    void distrust(String why) {
        untrusted = true;
        log.error("{}", why);
    }

    void close() {
        try {
            directory.release();
        } catch (IOException e) {
            failed("close", e);
        }
    }

    Disk condition() {
        return condition;
    }

    long failures() {
        return failures.get();
    }

    /** Damaged files that were set aside since the start. */
    long corrupt() {
        return corrupt.get();
    }

    /** Whether there is a file that is not signed by a trusted key, or that others than this process may write. */
    boolean untrusted() {
        return untrusted;
    }

    private byte @Nullable [] read(String name, long most, boolean signed) {
        if (condition == Disk.LOCKED) {
            return null;
        }
        try {
            if (directory.isNoFile(name)) {
                setAside(name);
                return null;
            }
            if (!signed) {
                return directory.read(name, most);
            }
            byte[] bytes = directory.readShared(name, most);
            if (bytes != null && directory.isWritableByOthers(name)) {
                distrust(name + ": others may write to it");
            }
            return bytes;
        } catch (IOException | RuntimeException e) {
            failed("read " + name, e);
            return null;
        }
    }

    private void failed(String what, Exception e) {
        failures.incrementAndGet();
        observer.diskFailed();
        become(Disk.FAILED, "cannot " + what + ": " + e);
    }

    private void become(Disk now, String why) {
        if (condition != now) {
            condition = now;
            if (now == Disk.OK) {
                log.info("{}: {}", directory, why);
            } else {
                log.error("{}: {}", directory, why);
            }
        }
    }
}
