package io.failstatic.control.database;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Brings the entity manager up without touching the database, and leaves the migration to {@link Database}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseProperties.class)
class DatabaseConfiguration {

    @Bean
    DataDirectory dataDirectory(DatabaseProperties properties) {
        return new DataDirectory(properties.dataDir());
    }

    @Bean
    DatabaseAddress databaseAddress(DataSourceProperties properties, DataDirectory directory) {
        String url = properties.getUrl();
        return url == null || url.isBlank()
                ? DatabaseAddress.embeddedIn(directory)
                : new DatabaseAddress(url, properties.getUsername(), properties.getPassword());
    }

    @Bean
    DatabaseVendor databaseVendor(DatabaseAddress address) {
        return DatabaseVendor.ofUrl(address.url());
    }

    @Bean
    HibernatePropertiesCustomizer dialectWithoutAsking(DatabaseVendor vendor) {
        return properties -> {
            properties.put("hibernate.dialect", vendor.dialect());
            properties.put("hibernate.boot.allow_jdbc_metadata_access", false);
        };
    }

    /** Migrations may take longer than the pool's statements: they use connections of their own. */
    @Bean
    FlywayConfigurationCustomizer ownConnections(DatabaseAddress address, DatabaseVendor vendor) {
        return flyway -> flyway.dataSource(address.url(), address.username(), address.password())
                .placeholders(Map.of("bytewise", vendor.bytewiseText()));
    }

    @Bean
    FlywayMigrationStrategy migrateLater() {
        return flyway -> {};
    }

    @Bean
    static BeanPostProcessor boundedWaits() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String beanName) {
                if (bean instanceof HikariDataSource pool && pool.getJdbcUrl() != null) {
                    DatabaseVendor vendor = DatabaseVendor.ofUrl(pool.getJdbcUrl());
                    pool.setConnectionInitSql(vendor.sessionSettings());
                    vendor.driverSettings().forEach(pool::addDataSourceProperty);
                }
                return bean;
            }
        };
    }
}
