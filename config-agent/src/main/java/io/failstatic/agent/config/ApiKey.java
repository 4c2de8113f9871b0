package io.failstatic.agent.config;

/**
 * A key that names its tenant, known here only by its digest. <em>Immutable.</em>
 *
 * @param keyId names the key for people, never secret
 * @param sha256 lower-case hex of the SHA-256 of the whole key, {@code fsk_} included
 */
public record ApiKey(String keyId, String sha256) {

    /** @throws InvalidContentException when a value breaks the contract */
    public ApiKey {
        Checks.text("keyId", keyId);
        if (!isDigest(sha256)) {
            throw Checks.invalid("sha256", "(expected: 64 lower-case hex digits)");
        }
    }

    private static boolean isDigest(String value) {
        if (value.length() != 64) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (!Ascii.isLowerCaseHex(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
