package io.failstatic.edge.gateway;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Ids for requests: 128 random bits in hex. <em>Confined to one event loop.</em> */
final class RequestIds {

    private static final HexFormat HEX = HexFormat.of();

    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

    String next() {
        return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
    }
}
