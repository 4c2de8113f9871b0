package io.failstatic.system;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The published JSON Schema of the snapshot. */
final class SnapshotSchema {

    private static final Schema SCHEMA = read();

    private SnapshotSchema() {}

    /** What the schema says against this snapshot; empty when it is of the published form. */
    static List<String> violations(String snapshot) {
        return SCHEMA.validate(snapshot, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }

    private static Schema read() {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(
                            Files.readString(Path.of("..", "docs", "contract", "snapshot.schema.json")),
                            InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
