package io.failstatic.edge;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RestController;

class ArchitectureTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.failstatic.edge");

    @Test
    void packagesUseOnlyThoseBelowThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("tenant")
                .definedBy("..edge.tenant..")
                .layer("ratelimit")
                .definedBy("..edge.ratelimit..")
                .layer("shared")
                .definedBy("..edge.shared..")
                .layer("upstream")
                .definedBy("..edge.upstream..")
                .layer("report")
                .definedBy("..edge.report..")
                .layer("gateway")
                .definedBy("..edge.gateway..")
                .layer("internal")
                .definedBy("..edge.internal..")
                .whereLayer("tenant")
                .mayOnlyBeAccessedByLayers("ratelimit", "shared", "gateway", "internal")
                .whereLayer("ratelimit")
                .mayOnlyBeAccessedByLayers("shared", "gateway", "internal")
                .whereLayer("shared")
                .mayOnlyBeAccessedByLayers("gateway", "internal")
                .whereLayer("upstream")
                .mayOnlyBeAccessedByLayers("gateway", "internal")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("gateway", "internal")
                .whereLayer("gateway")
                .mayOnlyBeAccessedByLayers("internal")
                .whereLayer("internal")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
        slices().matching("io.failstatic.edge.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    @Tag("G1")
    void theRequestPathReachesNeitherNetworkNorDiskNorTheAgentsInside() {
        noClasses()
                .that()
                .resideInAnyPackage("..tenant..", "..ratelimit..", "..shared..", "..upstream..", "..gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio.file..",
                        "java.net.http..",
                        "java.sql..",
                        "java.util.concurrent.locks..",
                        "org.springframework.web..",
                        "jakarta.servlet..",
                        "tools.jackson..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.File")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Object.class, "wait")
                .check(CLASSES);
        // Of the agent, requests see the snapshot and what it compiles to; only the wiring knows the agent.
        noClasses()
                .that()
                .resideInAnyPackage("..tenant..", "..ratelimit..", "..shared..", "..upstream..", "..gateway..")
                .and()
                .doNotHaveSimpleName("GatewayConfiguration")
                .should()
                .dependOnClassesThat(are(new DescribedPredicate<JavaClass>("the agent but its snapshot") {
                    @Override
                    public boolean test(JavaClass type) {
                        return type.getPackageName().equals("io.failstatic.agent")
                                && !type.getSimpleName().equals("Snapshot");
                    }
                }))
                .check(CLASSES);
    }

    @Test
    void eachTechnologyStaysInItsRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..gateway..", "..upstream..", "..shared..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .check(CLASSES);
        noClasses()
                .that()
                .doNotHaveSimpleName("OpenTelemetryTracing")
                .and()
                .haveNameNotMatching(".*OpenTelemetryTracing\\$.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..shared..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx.redis..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..internal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.web..", "jakarta.servlet..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..report..")
                .and()
                .doNotHaveSimpleName("GatewayConfiguration")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(CLASSES);
    }

    @Test
    void timeIsInjectedOnTheRequestPath() {
        noClasses()
                .that()
                .doNotHaveSimpleName("GatewayConfiguration")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .should()
                .haveSimpleNameContaining("Util")
                .orShould()
                .haveSimpleNameContaining("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Dto")
                .orShould()
                .haveSimpleNameEndingWith("Constants")
                .check(CLASSES);
        classes()
                .that()
                .areAnnotatedWith(RestController.class)
                .should()
                .bePackagePrivate()
                .check(CLASSES);
    }
}
