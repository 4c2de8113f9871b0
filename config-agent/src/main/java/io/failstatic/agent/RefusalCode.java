package io.failstatic.agent;

/** Why a snapshot was kept out. The names are part of the contract. */
public enum RefusalCode {
    /** The bytes are not those that the control plane announced. */
    DIGEST_MISMATCH,
    /** The signature is missing, wrong, or of a key that is not trusted. */
    SIGNATURE_INVALID,
    /** The epoch and revision are below the highest pair seen. */
    STALE_REVISION,
    /** The epoch and revision were seen before, with other bytes. */
    EQUIVOCATION,
    /** The snapshot belongs to another history. */
    FOREIGN_LINEAGE,
    /** The revision is implausibly far ahead. */
    REVISION_JUMP,
    /** The bytes are not one JSON document. */
    MALFORMED,
    /** A value is missing, of the wrong type, out of range, double, or refers to nothing. */
    SCHEMA_INVALID,
    /** The snapshot is larger, deeper or longer than an agent takes. */
    LIMIT_EXCEEDED,
    /** The snapshot needs a feature or a format that this agent does not know. */
    UNSUPPORTED_REQUIREMENT,
    /** A kind lost all its resources, and the control plane did not account for it. */
    SUSPICIOUS_EMPTY,
    /** A kind lost many of its resources, and the control plane did not account for it. */
    SUSPICIOUS_SHRINK,
    /** The host's trial of the snapshot failed. */
    TRIAL_FAILED,
    /** A listener threw, or took too long. */
    LISTENER_FAILED,
    /** The host did not come through the probation. */
    PROBATION_FAILED
}
