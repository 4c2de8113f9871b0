package io.failstatic.edge.tenant;

import io.failstatic.agent.config.Tenant;
import io.failstatic.agent.config.Tenants;
import io.failstatic.edge.tenant.Identification.Refused;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out who calls, from the tenants of one snapshot and the header fields of one request. <em>Thread-safe.</em> */
public final class Callers {

    private static final String BEARER_KEY = "Bearer fsk_";
    private static final int SCHEME_LENGTH = "Bearer ".length();
    private static final Pattern TENANT_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private final boolean requireApiKey;
    private final @Nullable String tenantHeader;
    private final TrustedProxies trustedProxies;

    /**
     * @param requireApiKey whether nobody may stay anonymous
     * @param tenantHeader the header that is trusted to name the tenant, if any
     * @param trustedProxies addresses and networks whose word on the client's address is taken
     */
    public Callers(boolean requireApiKey, @Nullable String tenantHeader, List<String> trustedProxies) {
        this.requireApiKey = requireApiKey;
        this.tenantHeader = tenantHeader;
        this.trustedProxies = new TrustedProxies(trustedProxies);
    }

    /** Whether this value of {@code Authorization} is ours, and so is not forwarded. */
    public static boolean isApiKey(String authorization) {
        return authorization.regionMatches(true, 0, BEARER_KEY, 0, SCHEME_LENGTH)
                && authorization.startsWith("fsk_", SCHEME_LENGTH);
    }

    /**
     * Identifies the caller. A key wins over the trusted header, and {@code X-Api-Key} over {@code Authorization}.
     *
     * @param peer the address at the other end of the connection
     */
    public Identification identify(Tenants tenants, RequestFields fields, String peer) {
        IpAddress address = address(fields, peer);
        String key = null;
        if (fields.first("x-api-key") != null) {
            List<String> keys = fields.all("x-api-key");
            if (keys.size() > 1) {
                return refused(address, peer, "more than one API key");
            }
            key = keys.get(0);
        } else {
            String authorization = fields.first("authorization");
            if (authorization != null && isApiKey(authorization)) {
                key = authorization.substring(SCHEME_LENGTH).trim();
            }
        }
        if (key != null) {
            Tenant tenant = tenants.findByApiKey(key);
            return tenant == null ? refused(address, peer, "unknown API key") : tenant(tenant.id(), address, peer);
        }
        if (tenantHeader != null && fields.first(tenantHeader) != null) {
            List<String> ids = fields.all(tenantHeader);
            return ids.size() == 1 && TENANT_ID.matcher(ids.get(0)).matches()
                    ? tenant(ids.get(0), address, peer)
                    : refused(address, peer, "no tenant's id in " + tenantHeader);
        }
        return requireApiKey ? refused(address, peer, "an API key is required") : anonymous(address, peer);
    }

    /** The anonymous client that the request came from, whatever it says about itself. */
    public Caller client(RequestFields fields, String peer) {
        return anonymous(address(fields, peer), peer);
    }

    private @Nullable IpAddress address(RequestFields fields, String peer) {
        int zone = peer.indexOf('%');
        IpAddress address = IpAddress.parse(zone < 0 ? peer : peer.substring(0, zone));
        if (address == null || trustedProxies.isEmpty()) {
            return address;
        }
        return trustedProxies.client(address, fields.all("forwarded"), fields.all("x-forwarded-for"));
    }

    private static Caller tenant(String id, @Nullable IpAddress address, String peer) {
        return new Caller(id, address == null ? peer : address.toString(), id);
    }

    private static Caller anonymous(@Nullable IpAddress address, String peer) {
        return address == null ? new Caller(null, peer, peer) : new Caller(null, address.toString(), address.client());
    }

    private static Refused refused(@Nullable IpAddress address, String peer, String detail) {
        return new Refused(anonymous(address, peer), detail);
    }
}
