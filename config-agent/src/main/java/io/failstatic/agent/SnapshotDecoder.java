package io.failstatic.agent;

import static io.failstatic.agent.RefusalCode.LIMIT_EXCEEDED;
import static io.failstatic.agent.RefusalCode.MALFORMED;
import static io.failstatic.agent.RefusalCode.SCHEMA_INVALID;
import static io.failstatic.agent.RefusalCode.UNSUPPORTED_REQUIREMENT;

import io.failstatic.agent.config.InvalidContentException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Turns the bytes of a snapshot into configuration, or says why not. <em>Immutable, thread-safe.</em>
 *
 * <p>Pure and total: whatever the bytes are, the answer is a {@link Decoding}, and memory and stack stay in proportion to
 * their number. One bad value refuses the whole snapshot. Members and kinds that this agent does not know are ignored and
 * counted; a format or a requirement that it does not know is refused, before anything else is complained about.
 */
final class SnapshotDecoder {

    /** Resources of one kind, and items of any other list. */
    static final int MAX_ITEMS = 100_000;

    /** Values in all documents together. */
    static final int MAX_DOCUMENT_VALUES = 2_000_000;

    /** The envelope needs 5; a document may be 16 deep. */
    static final int MAX_DEPTH = 32;

    /** Characters of a string, a member name: a document of 64 KB may be one string. */
    static final int MAX_STRING_LENGTH = 65_536;

    /** Digits of a number; only documents can hold one that has more than 19. */
    static final int MAX_NUMBER_LENGTH = 1_000;

    private static final int MAX_POINTER_LENGTH = 512;
    private static final int MAX_DETAIL_LENGTH = 256;

    private final JsonFactory json = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .maxNameLength(MAX_STRING_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .build();

    Decoding decode(byte[] bytes) {
        Decoding decoding = attempt(bytes);
        if (decoding instanceof Decoding.Refused refused && refused.code() != UNSUPPORTED_REQUIREMENT) {
            return unsupported(bytes).orElse(bounded(refused));
        }
        return decoding;
    }

    private Decoding attempt(byte[] bytes) {
        JsonCursor cursor = null;
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), bytes)) {
            cursor = new JsonCursor(parser, MAX_ITEMS);
            DocumentReader documents = new DocumentReader(cursor, MAX_DOCUMENT_VALUES);
            if (!cursor.start()) {
                return new Decoding.Refused(MALFORMED, null, "empty");
            }
            SnapshotContent content = new EnvelopeReader(cursor, new ResourceReader(cursor, documents)).snapshot();
            if (!cursor.atEnd()) {
                return new Decoding.Refused(MALFORMED, null, "something follows the snapshot");
            }
            return new Decoding.Decoded(content);
        } catch (ContentRefusedException e) {
            return e.refused();
        } catch (InvalidContentException e) {
            return new Decoding.Refused(SCHEMA_INVALID, pointer(cursor) + e.pointer(), shown(e));
        } catch (StreamConstraintsException e) {
            return new Decoding.Refused(LIMIT_EXCEEDED, pointer(cursor), shown(e));
        } catch (JacksonException e) {
            return new Decoding.Refused(MALFORMED, pointer(cursor), e.getOriginalMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return new Decoding.Refused(MALFORMED, null, e.getClass().getSimpleName());
        }
    }

    /** A snapshot from the future may well look invalid from here; that it is from the future is the reason that helps. */
    private Optional<Decoding> unsupported(byte[] bytes) {
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), bytes)) {
            JsonCursor cursor = new JsonCursor(parser, MAX_ITEMS);
            if (cursor.start()) {
                new EnvelopeReader(cursor, new ResourceReader(cursor, new DocumentReader(cursor, 0))).requirements();
            }
            return Optional.empty();
        } catch (ContentRefusedException e) {
            return e.refused().code() == UNSUPPORTED_REQUIREMENT ? Optional.of(e.refused()) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String pointer(@Nullable JsonCursor cursor) {
        return cursor == null ? null : cursor.pointer();
    }

    private static String shown(RuntimeException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static Decoding.Refused bounded(Decoding.Refused refused) {
        String pointer = refused.pointer();
        while (pointer != null && pointer.length() > MAX_POINTER_LENGTH) {
            pointer = pointer.substring(0, pointer.lastIndexOf('/'));
        }
        String detail = refused.detail().replaceAll("\\p{Cntrl}", " ");
        return new Decoding.Refused(
                refused.code(),
                pointer,
                detail.length() > MAX_DETAIL_LENGTH ? detail.substring(0, MAX_DETAIL_LENGTH) : detail);
    }
}
