package io.failstatic.control.admin;

import io.failstatic.control.access.Caller;
import io.failstatic.control.access.Role;
import java.util.Arrays;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A caller as Spring Security sees it: one authority for each role that the caller's roles include. */
final class CallerAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Caller caller;

    CallerAuthentication(Caller caller) {
        super(Arrays.stream(Role.values())
                .filter(caller::has)
                .map(role -> new SimpleGrantedAuthority("ROLE_" + role))
                .toList());
        this.caller = caller;
        super.setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    @Override
    public String getName() {
        return caller.name();
    }
}
