package io.failstatic.control.snapshot;

import io.failstatic.control.access.InvalidSetupException;
import io.failstatic.control.database.DatabaseReady;
import io.failstatic.control.ledger.Ledger;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The key that signs: the configured one, else one that is made once and kept in the database, so that all services of a
 * database share it. <i>Thread-safe.</i>
 */
@Slf4j
@Component
@EnableConfigurationProperties(SigningProperties.class)
class SigningKeys implements PublicKeys {

    private static final Pattern SIGNATURE =
            Pattern.compile("keyid=\"([0-9a-f]{16})\", ed25519=:([A-Za-z0-9+/]{86}==):");

    private final TransactionTemplate transaction;
    private final EntityManager entityManager;
    private final Ledger ledger;
    private final SecureRandom random;
    private final Clock clock;
    private final @Nullable SigningKey configured;
    private final List<VerifyingKey> others;
    private volatile @Nullable SigningKey signing;

    SigningKeys(
            SigningProperties properties,
            PlatformTransactionManager transactions,
            EntityManager entityManager,
            Ledger ledger,
            SecureRandom random,
            Clock clock) {
        this.transaction = new TransactionTemplate(transactions);
        this.entityManager = entityManager;
        this.ledger = ledger;
        this.random = random;
        this.clock = clock;
        this.configured = configured(properties);
        this.signing = configured;
        this.others = properties.publicKeys().stream().map(SigningKeys::other).toList();
    }

    /**
     * Makes the key when there is none, and signs what is desired now when that carries no signature of the key that signs:
     * after an upgrade, and after a change of keys.
     */
    @EventListener(DatabaseReady.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void prepare() {
        SigningKey key = transaction.execute(status -> {
            ledger.lock();
            SigningKey found = signing();
            int signed = ledger.signHeads(found::made, found::sign);
            if (signed > 0) {
                log.info("Snapshots of {} audiences are signed anew", signed);
            }
            return found;
        });
        signing = key;
        log.info("Snapshots are signed with key {}", key);
    }

    /** The key for a snapshot that is rendered now; within its transaction, which has locked the ledger. */
    SigningKey signing() {
        if (configured != null) {
            return configured;
        }
        return entityManager
                .createQuery("select k from SigningKeyRow k order by k.createdAt desc, k.keyid", SigningKeyRow.class)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(this::read)
                .orElseGet(this::make);
    }

    /** Reading a key costs as much as signing a few times, and every change waits for it. */
    private SigningKey read(SigningKeyRow row) {
        SigningKey known = signing;
        return known != null && known.publicKey().id().equals(row.getKeyid()) ? known : row.toKey();
    }

    @Override
    public Optional<List<PublicKey>> list() {
        SigningKey key = signing;
        if (key == null) {
            return Optional.empty();
        }
        List<PublicKey> keys = new ArrayList<>();
        keys.add(shown(key.publicKey(), true));
        others.stream()
                .filter(other -> !other.id().equals(key.publicKey().id()))
                .forEach(other -> keys.add(shown(other, false)));
        return Optional.of(keys);
    }

    @Override
    public boolean verify(byte[] json, String signature) {
        Matcher matcher = SIGNATURE.matcher(signature);
        if (!matcher.matches()) {
            return false;
        }
        byte[] bytes = Base64.getDecoder().decode(matcher.group(2));
        SigningKey key = signing;
        List<VerifyingKey> keys = new ArrayList<>(others);
        if (key != null) {
            keys.add(key.publicKey());
        }
        return keys.stream().anyMatch(each -> each.id().equals(matcher.group(1)) && each.verifies(json, bytes));
    }

    private SigningKey make() {
        SigningKey made = SigningKey.generate(random);
        entityManager.persist(new SigningKeyRow(made, clock.instant().truncatedTo(ChronoUnit.MICROS)));
        log.info("Signing key {} made", made);
        return made;
    }

    private static PublicKey shown(VerifyingKey key, boolean signing) {
        return new PublicKey(key.id(), "ed25519", key.base64(), signing);
    }

    private static @Nullable SigningKey configured(SigningProperties properties) {
        String name = properties.privateKeyFile() == null ? "private-key" : "private-key-file";
        try {
            String text = properties.privateKeyFile() == null
                    ? properties.privateKey()
                    : Files.readString(properties.privateKeyFile());
            return text == null ? null : SigningKey.parse(text);
        } catch (IOException e) {
            throw invalid(name, String.valueOf(properties.privateKeyFile()), "a readable file");
        } catch (IllegalArgumentException e) {
            throw invalid(name, "(hidden): " + e.getMessage(), "an Ed25519 key in PKCS#8, PEM or base64");
        }
    }

    private static VerifyingKey other(String base64) {
        try {
            return VerifyingKey.parse(base64);
        } catch (IllegalArgumentException e) {
            throw invalid("public-keys", base64, "base64 of the 32 bytes of an Ed25519 public key");
        }
    }

    private static InvalidSetupException invalid(String name, String value, String expected) {
        return new InvalidSetupException(
                "control.signing." + name + ": " + value + " (expected: " + expected + ")",
                "Correct the key, or leave control.signing.private-key out to have one made.");
    }
}
