package io.failstatic.control.snapshot;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys that snapshots are signed with. Without a private key, one is made at the first start and kept in the database.
 *
 * @param privateKey Ed25519, PKCS#8, as PEM or base64
 * @param privateKeyFile the same in a file
 * @param publicKeys further keys to publish, base64 of the raw 32 bytes: one that signs next, or signed before
 */
@ConfigurationProperties("control.signing")
record SigningProperties(
        @Nullable String privateKey,
        @Nullable Path privateKeyFile,
        @DefaultValue List<String> publicKeys) {

    SigningProperties {
        publicKeys = List.copyOf(publicKeys);
        if (privateKey != null && privateKeyFile != null) {
            throw new IllegalArgumentException(
                    "control.signing.private-key: (hidden) (expected: either private-key or private-key-file, not both)");
        }
    }

    @Override
    public String toString() {
        return "SigningProperties[publicKeys=" + publicKeys + "]";
    }
}
