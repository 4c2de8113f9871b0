package io.failstatic.agent;

/** What a host does after a bound document has changed. */
@FunctionalInterface
public interface DocumentListener<T> {

    /**
     * Called after a snapshot came into force in which the document's record is another one, under the rules of
     * {@link SnapshotListener#applied}.
     *
     * @param before the record that this listener knew
     * @param now the record in force
     * @param revision revision of the snapshot in force
     * @throws Exception when the host cannot follow
     */
    void changed(T before, T now, long revision) throws Exception;
}
