package io.failstatic.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.failstatic.agent.ConfigAgent;
import io.failstatic.edge.report.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That no user request can wait for the agent's network, its disk or a lock: the whole call graph, of both modules. */
@Tag("G1")
class RequestPathReachTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.failstatic.edge", "io.failstatic.agent");

    /** Where requests, their answers and their ends come in: whatever the server, the client and timers call back is written inside. */
    private static final Set<String> BEGINNINGS = Set.of(
            "Gateway",
            "InvalidRequests",
            "Exchange",
            "AnswerPump",
            "HeadGuard",
            "Messages",
            "StreamHeadGuard",
            "HeadDeadline",
            "FlagNames");

    /** Ways that end: on a thread of its own, with addresses that are no names, or once for each snapshot. */
    private static final Set<String> ELSEWHERE = Set.of("Verdicts.carryOut", "IpAddress.ipv6", "SnapshotVerdict.begin");

    @Test
    void noRequestWaitsForTheAgentsNetworkItsDiskOrALock() {
        Reach reach = Reach.from(CLASSES, beginnings(), RequestPathReachTests::isElsewhere);

        assertThat(reach.waits()).isEmpty();
        Set<String> ofTheAgent = reach.codeUnits().stream()
                .map(JavaCodeUnit::getOwner)
                .filter(type -> type.getPackageName().equals("io.failstatic.agent"))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(ofTheAgent)
                .as("what requests reach of the agent, beside what a snapshot compiles to")
                .contains("ConfigAgent", "Engine", "InForce", "Snapshot")
                .doesNotContain(
                        "HttpControlPlane", "Poller", "PollLoop", "DiskSnapshots", "DiskWriter", "SnapshotIntake");
        // The walk is no stroll: it comes to where requests are decided.
        assertThat(reach.codeUnits().stream().map(unit -> unit.getOwner().getSimpleName()))
                .contains(
                        "RouteTable",
                        "RateLimiter",
                        "Window",
                        "FlagSet",
                        "Tenants",
                        "Forwarding",
                        "RequestBody",
                        "AccessLog")
                .contains("SharedLimiter", "RedisLink", "Callers", "TargetPolicy");
    }

    @Test
    void theWalkFindsWhatIsPlanted() {
        JavaClasses planted = new ClassFileImporter()
                .importClasses(Planted.class, Step.class, Disk.class, Lock.class, Monitor.class, Network.class);
        Reach reach = Reach.from(planted, planted.get(Planted.class).getCodeUnits(), unit -> false);

        assertThat(reach.waits())
                .anyMatch(wait -> wait.startsWith("java.nio.file.Files.exists by Disk.go <- Planted.handle"))
                .anyMatch(wait -> wait.startsWith("java.util.concurrent.locks.ReentrantLock.lock by Lock.go"))
                .anyMatch(wait -> wait.startsWith("a monitor by Monitor.go"))
                .anyMatch(wait -> wait.startsWith("java.net.InetAddress.getByName by Network.go"));
    }

    private static List<JavaCodeUnit> beginnings() {
        List<JavaCodeUnit> beginnings = new ArrayList<>();
        CLASSES.stream()
                .filter(type -> type.getPackageName().equals("io.failstatic.edge.gateway")
                        && BEGINNINGS.contains(type.getSimpleName()))
                .forEach(type -> beginnings.addAll(type.getCodeUnits()));
        assertThat(beginnings.stream()
                        .map(unit -> unit.getOwner().getSimpleName())
                        .collect(Collectors.toSet()))
                .isEqualTo(BEGINNINGS);
        // What the request path knows the agent by is handed to it as functions.
        beginnings.add(CLASSES.get(ConfigAgent.class).getMethod("current"));
        beginnings.add(
                CLASSES.get(ConfigAgent.class).getMethod("condemn", io.failstatic.agent.Snapshot.class, String.class));
        beginnings.addAll(CLASSES.get(Traffic.class).getMethods().stream()
                .filter(method -> Set.of("tried", "decisions").contains(method.getName()))
                .toList());
        return beginnings;
    }

    private static boolean isElsewhere(JavaCodeUnit unit) {
        return ELSEWHERE.contains(unit.getOwner().getSimpleName() + "." + unit.getName());
    }

    /** Does what it must not, in all the ways that hide it. */
    static final class Planted {

        void handle(Step step) {
            Runnable later = () -> step.go("x");
            later.run();
        }
    }

    interface Step {
        void go(String name);
    }

    static final class Disk implements Step {

        @Override
        public void go(String name) {
            if (Files.exists(Path.of(name))) {
                throw new IllegalStateException(name);
            }
        }
    }

    static final class Lock implements Step {

        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public void go(String name) {
            lock.lock();
            try {
                Thread.onSpinWait();
            } finally {
                lock.unlock();
            }
        }
    }

    static final class Monitor implements Step {

        @Override
        public void go(String name) {
            Runnable holding = () -> {
                synchronized (this) {
                    Thread.onSpinWait();
                }
            };
            holding.run();
        }
    }

    static final class Network implements Step {

        @Override
        public void go(String name) {
            try {
                java.net.InetAddress.getByName(name);
            } catch (java.net.UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
