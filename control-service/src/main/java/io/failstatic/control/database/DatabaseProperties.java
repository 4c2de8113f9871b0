package io.failstatic.control.database;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where this process keeps its data.
 *
 * @param dataDir holds the embedded database, the published snapshots and the tokens of the first start
 */
@ConfigurationProperties("control")
record DatabaseProperties(@DefaultValue("./data/control") Path dataDir) {}
