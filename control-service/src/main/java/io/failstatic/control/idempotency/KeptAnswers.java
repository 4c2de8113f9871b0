package io.failstatic.control.idempotency;

import jakarta.persistence.EntityManager;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import lombok.RequiredArgsConstructor;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The answers that are kept, for a day each. Thread-safe. */
@Repository
@RequiredArgsConstructor
class KeptAnswers {

    static final Duration KEPT = Duration.ofHours(24);

    /** Longest body that is kept, compressed: more than a change of everything that may be stored answers. */
    static final int MAX_BODY = 8 << 20;

    private static final TypeReference<Map<String, List<String>>> HEADERS = new TypeReference<>() {};

    private final EntityManager entityManager;
    private final JsonMapper json;
    private final Clock clock;

    /**
     * The answer that an equal request was given.
     *
     * @throws KeyReusedException when another request was sent under the same key
     */
    @Transactional(readOnly = true)
    public Optional<Answer> find(KeyedRequest request) {
        Optional<KeptAnswerRow> row = entityManager
                .createQuery(
                        "select a from KeptAnswerRow a where a.caller = :caller and a.idempotencyKey = :key"
                                + " and a.keptAt > :expired",
                        KeptAnswerRow.class)
                .setParameter("caller", request.name().caller())
                .setParameter("key", request.name().key())
                .setParameter("expired", expired())
                .getResultStream()
                .findFirst();
        if (row.isPresent() && !row.get().getFingerprint().equals(request.fingerprint())) {
            throw new KeyReusedException();
        }
        return row.map(this::toAnswer);
    }

    /**
     * Keeps an answer in the transaction of its change: when this fails, the change fails.
     *
     * @throws AnswerTooLongException when it is too long to be kept
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(KeyedRequest request, Answer answer) {
        byte[] body = gzip(answer.body());
        if (body.length > MAX_BODY) {
            throw new AnswerTooLongException(MAX_BODY);
        }
        entityManager
                .createQuery("delete from KeptAnswerRow a where a.caller = :caller and a.idempotencyKey = :key"
                        + " and a.keptAt <= :expired")
                .setParameter("caller", request.name().caller())
                .setParameter("key", request.name().key())
                .setParameter("expired", expired())
                .executeUpdate();
        entityManager.persist(new KeptAnswerRow(
                request,
                answer.status(),
                json.writeValueAsString(answer.headers()),
                body,
                clock.instant().truncatedTo(ChronoUnit.MICROS)));
        entityManager.flush();
    }

    /** Forgets the oldest expired answers, at most as many as given; answers how many. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int forget(int atMost) {
        List<Long> numbers = entityManager
                .createQuery(
                        "select a.number from KeptAnswerRow a where a.keptAt <= :expired order by a.keptAt", Long.class)
                .setParameter("expired", expired())
                .setMaxResults(atMost)
                .getResultList();
        return numbers.isEmpty()
                ? 0
                : entityManager
                        .createQuery("delete from KeptAnswerRow a where a.number in :numbers")
                        .setParameter("numbers", numbers)
                        .executeUpdate();
    }

    private Instant expired() {
        return clock.instant().minus(KEPT);
    }

    private Answer toAnswer(KeptAnswerRow row) {
        return new Answer(row.getStatus(), json.readValue(row.getHeaders(), HEADERS), gunzip(row.getBody()));
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] gunzip(byte[] compressed) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
