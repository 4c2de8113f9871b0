package io.failstatic.control.resource;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What is stored: every resource with all its versions. Thread-safe. */
@Repository
@RequiredArgsConstructor
@Transactional(readOnly = true)
public class Resources {

    /** Databases accept only so many parameters. */
    private static final int CHUNK = 500;

    private final EntityManager entityManager;

    /** The newest version of an id, also when it is a deletion. */
    public Optional<StoredResource> find(ResourceRef ref) {
        return Optional.ofNullable(entityManager.find(ResourceRow.class, ref)).map(ResourceRow::toStored);
    }

    /** The newest version of a resource that exists. */
    public StoredResource get(ResourceRef ref) {
        return find(ref)
                .filter(stored -> !stored.isDeleted())
                .orElseThrow(() -> new NotFoundException(ref + " does not exist"));
    }

    public boolean exists(ResourceRef ref) {
        return find(ref).filter(stored -> !stored.isDeleted()).isPresent();
    }

    /** One version, also of a resource that has been deleted since; a deletion has no content to find. */
    public Optional<StoredResource> findVersion(ResourceRef ref, long version) {
        return findVersionOrDeletion(ref, version).filter(stored -> !stored.isDeleted());
    }

    /** One version, also one without content. */
    public Optional<StoredResource> findVersionOrDeletion(ResourceRef ref, long version) {
        return Optional.ofNullable(entityManager.find(ResourceVersion.class, new VersionKey(ref, version)))
                .map(ResourceVersion::toStored);
    }

    /** Versions below a number, newest first. */
    public List<StoredVersion> versions(ResourceRef ref, long below, int limit) {
        return entityManager
                .createQuery(
                        "select v from ResourceVersion v where v.key.kind = :kind and v.key.id = :id"
                                + " and v.key.version < :below order by v.key.version desc",
                        ResourceVersion.class)
                .setParameter("kind", ref.kind())
                .setParameter("id", ref.id())
                .setParameter("below", below)
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(ResourceVersion::toVersion)
                .toList();
    }

    /** Resources of a kind by id, beginning after one. */
    public List<StoredResource> list(
            Kind kind, String afterId, @Nullable String name, @Nullable String tenantId, int limit) {
        String query =
                "select r from ResourceRow r where r.ref.kind = :kind and r.ref.id > :after and r.deleted = false"
                        + (name == null ? "" : " and r.name = :name")
                        + (tenantId == null ? "" : " and r.refersTo = :target")
                        + " order by r.ref.id";
        TypedQuery<ResourceRow> rows = entityManager
                .createQuery(query, ResourceRow.class)
                .setParameter("kind", kind)
                .setParameter("after", afterId)
                .setMaxResults(limit);
        if (name != null) {
            rows.setParameter("name", name);
        }
        if (tenantId != null) {
            rows.setParameter("target", new ResourceRef(Kind.TENANT, tenantId).toString());
        }
        return rows.getResultList().stream().map(ResourceRow::toStored).toList();
    }

    /** Everything that exists. */
    public List<StoredResource> all() {
        return entityManager
                .createQuery("select r from ResourceRow r where r.deleted = false", ResourceRow.class)
                .getResultStream()
                .map(ResourceRow::toStored)
                .sorted(Comparator.comparing(StoredResource::ref, ResourceRef.ORDER))
                .toList();
    }

    /** How many of a kind exist. */
    public long count(Kind kind) {
        return entityManager
                .createQuery(
                        "select count(r) from ResourceRow r where r.ref.kind = :kind and r.deleted = false", Long.class)
                .setParameter("kind", kind)
                .getSingleResult();
    }

    /** Everything that existed when a revision had been made. */
    public List<StoredResource> asOf(long revision) {
        return entityManager
                .createQuery(
                        "select v from ResourceVersion v where v.content is not null and v.key.version ="
                                + " (select max(w.key.version) from ResourceVersion w where w.key.kind = v.key.kind"
                                + " and w.key.id = v.key.id and w.revision <= :revision)",
                        ResourceVersion.class)
                .setParameter("revision", revision)
                .getResultStream()
                .map(ResourceVersion::toStored)
                .sorted(Comparator.comparing(StoredResource::ref, ResourceRef.ORDER))
                .toList();
    }

    /** Some of those that refer to any of these. */
    public List<ResourceRef> referrers(Collection<ResourceRef> targets, int limit) {
        return chunks(targets.stream().map(ResourceRef::toString).toList())
                .flatMap(chunk -> entityManager
                        .createQuery("select r.ref from ResourceRow r where r.refersTo in :targets", ResourceRef.class)
                        .setParameter("targets", chunk)
                        .setMaxResults(limit)
                        .getResultStream())
                .limit(limit)
                .toList();
    }

    /**
     * Gives resources of one kind, which this transaction has written, their unique keys.
     *
     * @param keys new keys by the id that is to have them
     * @return a key that another one has, with its holder; then the claims have come to nothing
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Map.Entry<String, ResourceRef>> claim(Kind kind, Map<String, String> keys) {
        Map<String, ResourceRef> holders = new HashMap<>();
        chunks(List.copyOf(keys.values()))
                .flatMap(chunk -> entityManager
                        .createQuery(
                                "select r from ResourceRow r where r.ref.kind = :kind and r.uniqueKey in :keys",
                                ResourceRow.class)
                        .setParameter("kind", kind)
                        .setParameter("keys", chunk)
                        .getResultStream())
                .forEach(row -> holders.put(row.getUniqueKey(), row.getRef()));
        for (Map.Entry<String, String> wanted : keys.entrySet()) {
            ResourceRef ref = new ResourceRef(kind, wanted.getKey());
            ResourceRef holder = holders.putIfAbsent(wanted.getValue(), ref);
            if (holder != null && !holder.equals(ref)) {
                return Optional.of(Map.entry(wanted.getValue(), holder));
            }
            entityManager.find(ResourceRow.class, ref).claim(wanted.getValue());
        }
        return Optional.empty();
    }

    private static <T> Stream<List<T>> chunks(List<T> all) {
        return IntStream.iterate(0, from -> from < all.size(), from -> from + CHUNK)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + CHUNK)));
    }

    /** Whether a flag of that name was ever deleted. */
    public boolean isRetired(String flagName) {
        return entityManager.find(RetiredName.class, flagName) != null;
    }

    /** Everything that exists, as snapshots hold it, by kind and id. */
    public List<Fragment> fragments() {
        // Sorted here: how a database sorts text depends on its collation.
        return entityManager
                .createQuery(
                        "select new io.failstatic.control.resource.Fragment(r.ref.kind, r.ref.id, r.fragment)"
                                + " from ResourceRow r where r.deleted = false",
                        Fragment.class)
                .getResultStream()
                .sorted(Comparator.comparing(Fragment::kind).thenComparing(Fragment::id))
                .toList();
    }

    /**
     * Makes the next version of an id, with content. A unique key that it did not have before is not its own until it is
     * {@linkplain #claim claimed}.
     *
     * @param restored the version that holds the same content; null when it is a new one
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public StoredResource write(
            ResourceRef ref, Operation operation, Spec spec, @Nullable StoredResource restored, Stamp stamp) {
        ResourceRow row = entityManager.find(ResourceRow.class, ref);
        boolean isNew = row == null;
        if (row == null) {
            row = new ResourceRow(ref, stamp);
        }
        String text = restored == null ? null : restored.content();
        row.write(spec, text == null ? ContentText.of(spec.content()) : text, stamp);
        if (isNew) {
            entityManager.persist(row);
        }
        ResourceVersion version =
                new ResourceVersion(row, operation, restored == null ? null : restored.version(), stamp);
        entityManager.persist(version);
        return version.toStored();
    }

    /** Makes the next version of an id, without content. */
    @Transactional(propagation = Propagation.MANDATORY)
    public StoredResource delete(ResourceRef ref, Stamp stamp) {
        ResourceRow row = entityManager.find(ResourceRow.class, ref);
        if (row == null) {
            throw new NotFoundException(ref + " does not exist");
        }
        StoredResource before = row.toStored();
        if (ref.kind() == Kind.FEATURE_FLAG) {
            retire(before.get().path("name").asString(), stamp);
        }
        row.delete(stamp);
        entityManager.persist(new ResourceVersion(row, Operation.DELETE, null, stamp));
        return row.toStored();
    }

    private void retire(String flagName, Stamp stamp) {
        if (!isRetired(flagName)) {
            entityManager.persist(new RetiredName(flagName, stamp.at()));
        }
    }
}
