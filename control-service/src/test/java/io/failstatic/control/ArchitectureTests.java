package io.failstatic.control;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.repository.Repository;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RestController;

class ArchitectureTests {

    private static final String ROOT = "io.failstatic.control.";

    /** Each may use only those before it. */
    private static final List<String> ORDER = List.of(
            "database",
            "access",
            "request",
            "audit",
            "resource",
            "ledger",
            "freeze",
            "change",
            "snapshot",
            "fleet",
            "idempotency",
            "rollout",
            "distribution",
            "admin");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.failstatic.control");
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        String[] known = ORDER.stream().map(name -> ROOT + name).toArray(String[]::new);
        classes()
                .that(not(simpleNameEndingWith("ControlService"))
                        .and(not(simpleNameEndingWith("Surroundings")))
                        .and(not(simpleNameEndingWith("package-info"))))
                .should()
                .resideInAnyPackage(known)
                .check(classes);
    }

    @Test
    void aPackageUsesOnlyThoseAboveIt() {
        for (int i = 0; i < ORDER.size() - 1; i++) {
            String[] below = ORDER.subList(i + 1, ORDER.size()).stream()
                    .map(name -> ROOT + name)
                    .toArray(String[]::new);
            noClasses()
                    .that(resideInAPackage(ROOT + ORDER.get(i)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(below)
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void entitiesRepositoriesAndControllersAreTheirPackagesOwn() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .or()
                .areAssignableTo(Repository.class)
                .or()
                .areMetaAnnotatedWith(Controller.class)
                .or()
                .areAnnotatedWith(RestController.class)
                .should()
                .bePackagePrivate()
                .check(classes);
    }

    @Test
    void entitiesHaveNoSetters() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .areAnnotatedWith(Entity.class)
                .should()
                .haveNameNotMatching("set[A-Z].*")
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void timeIsInjected() {
        noClasses()
                .that(not(simpleNameEndingWith("Surroundings")))
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .check(classes);
    }

    @Test
    void onlyDistributionKnowsItsEventLoop() {
        noClasses()
                .that(not(resideInAPackage(ROOT + "distribution")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .check(classes);
    }

    @Test
    void distributionReachesNoDatabaseButThroughSnapshots() {
        noClasses()
                .that(resideInAPackage(ROOT + "distribution").or(resideInAPackage(ROOT + "fleet")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.persistence..", "java.sql..", "org.springframework.data..", "org.hibernate..")
                .check(classes);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Dto")
                .orShould()
                .haveSimpleNameEndingWith("Constants")
                .check(classes);
    }

    @Test
    void nobodySchedulesWhatStopsSilentlyAfterOneFailure() {
        noClasses()
                .should()
                .callMethod(
                        java.util.concurrent.ScheduledExecutorService.class,
                        "scheduleWithFixedDelay",
                        Runnable.class,
                        long.class,
                        long.class,
                        java.util.concurrent.TimeUnit.class)
                .orShould()
                .callMethod(
                        java.util.concurrent.ScheduledExecutorService.class,
                        "scheduleAtFixedRate",
                        Runnable.class,
                        long.class,
                        long.class,
                        java.util.concurrent.TimeUnit.class)
                .check(classes);
    }
}
