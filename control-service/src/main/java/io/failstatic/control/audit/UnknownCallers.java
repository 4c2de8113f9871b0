package io.failstatic.control.audit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets one call of an unknown caller onto the record per source address and minute. Remembers so many addresses that a flood
 * from more of them fills neither the memory nor the log: what does not fit is only counted. Thread-safe.
 */
final class UnknownCallers {

    static final int MAX_SOURCES = 10_000;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int NETWORK_BYTES = 8;

    private final LongSupplier nanos;

    /** By the time of their last entry. */
    private final Map<String, Source> sources = new LinkedHashMap<>();

    UnknownCallers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** How many calls of this source have only been counted since its last entry; empty when this one is to be, too. */
    synchronized OptionalLong admit(String address) {
        long now = nanos.getAsLong();
        String key = keyOf(address);
        Source source = sources.get(key);
        if (source != null && source.isRecent(now)) {
            source.counted++;
            return OptionalLong.empty();
        }
        if (source == null && sources.size() >= MAX_SOURCES && !forgetOldest(now)) {
            return OptionalLong.empty();
        }
        sources.remove(key);
        sources.put(key, new Source(now));
        return OptionalLong.of(source == null ? 0 : source.counted);
    }

    private boolean forgetOldest(long now) {
        Iterator<Source> oldest = sources.values().iterator();
        if (oldest.next().isRecent(now)) {
            return false;
        }
        oldest.remove();
        return true;
    }

    /** An IPv4 address, or the network that one holder of IPv6 addresses has at least. */
    private static String keyOf(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length <= NETWORK_BYTES ? address : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES);
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private static final class Source {

        private final long since;
        private long counted;

        private Source(long since) {
            this.since = since;
        }

        private boolean isRecent(long now) {
            return now - since < MINUTE;
        }
    }
}
