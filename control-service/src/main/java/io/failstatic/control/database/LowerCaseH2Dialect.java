package io.failstatic.control.database;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.engine.jdbc.env.spi.IdentifierCaseStrategy;
import org.hibernate.engine.jdbc.env.spi.IdentifierHelper;
import org.hibernate.engine.jdbc.env.spi.IdentifierHelperBuilder;
import org.jspecify.annotations.Nullable;

/**
 * H2 as it is used here: unquoted names are lower case, as in PostgreSQL. Hibernate would ask the database for that, but the
 * database may be away; without an answer it looks for tables in upper case.
 */
public final class LowerCaseH2Dialect extends H2Dialect {

    @Override
    public IdentifierHelper buildIdentifierHelper(IdentifierHelperBuilder builder, @Nullable DatabaseMetaData metadata)
            throws SQLException {
        builder.setUnquotedCaseStrategy(IdentifierCaseStrategy.LOWER);
        return super.buildIdentifierHelper(builder, metadata);
    }
}
