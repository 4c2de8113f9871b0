package io.failstatic.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.Authenticator;
import java.net.ProxySelector;
import java.security.Security;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final JavaClasses AGENT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.failstatic.agent");

    @Test
    void theEngineIsPlainJava() {
        noClasses()
                .that(resideInAnyPackage("io.failstatic.agent", "io.failstatic.agent.config"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "io.micrometer..", "dev.openfeature..", "lombok..")
                .check(AGENT);
    }

    @Test
    void packagesUseOnlyThoseBeforeThem() {
        noClasses()
                .that(resideInAPackage("io.failstatic.agent.config"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.failstatic.agent", "io.failstatic.agent.actuate", "io.failstatic.agent.autoconfigure"))
                .check(AGENT);
        noClasses()
                .that(resideInAPackage("io.failstatic.agent"))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("io.failstatic.agent.actuate", "io.failstatic.agent.autoconfigure"))
                .check(AGENT);
        noClasses()
                .that(resideInAnyPackage("io.failstatic.agent.actuate", "io.failstatic.agent.openfeature"))
                .should()
                .dependOnClassesThat(resideInAPackage("io.failstatic.agent.autoconfigure"))
                .check(AGENT);
        slices().matching("io.failstatic.(**)").should().beFreeOfCycles().check(AGENT);
    }

    @Test
    void eachTechnologyHasItsClass() {
        only("io.github.resilience4j..", PollCircuit.class);
        only("java.nio.channels..", CacheDirectory.class);
        noClasses()
                .that(not(belongToAnyOf(
                        HttpControlPlane.class,
                        HttpMirror.class,
                        RenewingClient.class,
                        LimitedBody.class,
                        AnswerHeaders.class)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(AGENT);
        noClasses()
                .that(not(belongToAnyOf(CacheDirectory.class, TokenSource.class)))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(java.nio.file.Files.class)
                .check(AGENT);
    }

    @Test
    void whatARequestReadsReachesNeitherNetworkNorDisk() {
        noClasses()
                .that(resideInAPackage("io.failstatic.agent.config"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio.file..", "java.nio.channels..", "java.net.http..", "java.util.concurrent..")
                .check(AGENT);
        noClasses()
                .that(belongToAnyOf(Snapshot.class, InForce.class))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net.http..", "java.util.concurrent.locks..")
                .check(AGENT);
    }

    @Test
    void timeIsInjectedAndNothingIsScheduledThatStopsSilently() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(AGENT);
        noClasses()
                .that(not(belongToAnyOf(Engine.class)))
                .should()
                .callMethod(System.class, "nanoTime")
                .check(AGENT);
    }

    @Test
    void nothingThatIsReceivedIsAPattern() {
        noClasses()
                .that(resideInAPackage("io.failstatic.agent.config"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.regex..")
                .orShould()
                .callMethod(String.class, "matches", String.class)
                .orShould()
                .callMethod(String.class, "replaceAll", String.class, String.class)
                .check(AGENT);
    }

    @Test
    void aGuestChangesNothingForTheWholeProcess() {
        noClasses()
                .should()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .orShould()
                .callMethod(Security.class, "setProperty", String.class, String.class)
                .orShould()
                .callMethod(SSLContext.class, "setDefault", SSLContext.class)
                .orShould()
                .callMethod(ProxySelector.class, "setDefault", ProxySelector.class)
                .orShould()
                .callMethod(Authenticator.class, "setDefault", Authenticator.class)
                .check(AGENT);
    }

    @Test
    void typesAreClosedAndNamedAfterWhatTheyAre() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(AGENT);
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
                .check(AGENT);
    }

    @Test
    void thePublicApiIsThis() {
        Set<String> published = new TreeSet<>();
        for (JavaClass type : AGENT) {
            if (type.getModifiers().contains(JavaModifier.PUBLIC)
                    && type.getEnclosingClass().isEmpty()) {
                published.add(type.getName().substring("io.failstatic.agent.".length()));
            }
        }
        assertThat(published)
                .containsExactly(
                        "AgentBuilder",
                        "AgentDocuments",
                        "AgentObserver",
                        "AgentStatus",
                        "BoundDocument",
                        "ConfigAgent",
                        "DocumentListener",
                        "Operator",
                        "Origin",
                        "Pin",
                        "Refusal",
                        "RefusalCode",
                        "Snapshot",
                        "SnapshotListener",
                        "StatusListener",
                        "TrafficReport",
                        "actuate.AgentGauges",
                        "actuate.AgentMetrics",
                        "actuate.ConfigAgentEndpoint",
                        "actuate.ConfigAgentHealthIndicator",
                        "autoconfigure.AgentDegradedEvent",
                        "autoconfigure.AgentRecoveredEvent",
                        "autoconfigure.ConfigAgentAutoConfiguration",
                        "autoconfigure.ConfigAgentEndpointAutoConfiguration",
                        "autoconfigure.ConfigAgentHealthAutoConfiguration",
                        "autoconfigure.ConfigAgentMetricsAutoConfiguration",
                        "autoconfigure.ConfigAgentOpenFeatureAutoConfiguration",
                        "autoconfigure.SnapshotAppliedEvent",
                        "config.ApiKey",
                        "config.Configuration",
                        "config.Document",
                        "config.Documents",
                        "config.FeatureFlag",
                        "config.FlagEvaluation",
                        "config.FlagSet",
                        "config.HeaderCondition",
                        "config.InvalidContentException",
                        "config.Kind",
                        "config.RateLimitPolicy",
                        "config.RateLimits",
                        "config.RequestHeaders",
                        "config.Resources",
                        "config.Rollout",
                        "config.RouteTable",
                        "config.RoutingRule",
                        "config.Service",
                        "config.Services",
                        "config.Tenant",
                        "config.Tenants",
                        "openfeature.FailstaticProvider");
    }

    /** Whoever compiles against the agent with a null checker is told of these, and only of these. */
    @Test
    void whatMayBeNullIsThis() {
        Set<String> nullable = new TreeSet<>();
        for (JavaClass type : AGENT) {
            if (Modifier.isPublic(type.reflect().getModifiers())
                    && Modifier.isPublic(type.reflect().getNestHost().getModifiers())) {
                assertThat(type.reflect().getPackage().isAnnotationPresent(NullMarked.class))
                        .as(type.getName())
                        .isTrue();
                for (Method method : type.reflect().getDeclaredMethods()) {
                    if (Modifier.isPublic(method.getModifiers())
                            && method.getAnnotatedReturnType().isAnnotationPresent(Nullable.class)) {
                        nullable.add(type.getSimpleName() + "." + method.getName());
                    }
                }
            }
        }
        assertThat(nullable)
                .containsExactly(
                        "AgentDocuments.find",
                        "AgentStatus.lastContact",
                        "AgentStatus.lastPoll",
                        "AgentStatus.pinned",
                        "AgentStatus.refused",
                        "AgentStatus.staleness",
                        "Documents.find",
                        "FeatureFlag.rollout",
                        "Operator.adopting",
                        "Operator.pinned",
                        "Pin.digest",
                        "RateLimits.find",
                        "Refusal.pointer",
                        "RequestHeaders.first",
                        "RouteTable.match",
                        "Services.find",
                        "Snapshot.digest",
                        "Snapshot.lineage",
                        "Snapshot.publishedAt",
                        "Tenants.find",
                        "Tenants.findByApiKey");
    }

    private static void only(String technology, Class<?> user) {
        noClasses()
                .that(not(belongToAnyOf(user)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(technology)
                .check(AGENT);
    }
}
