package io.failstatic.edge;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;

/**
 * The code that can run when certain code runs: calls, method references and the bodies of lambdas are followed, and a call to an interface to
 * all who implement it here. What others call back is not seen; it has to be a beginning.
 */
final class Reach {

    /** What makes a thread wait, or is a way to a network or a disk that is not the listener's. */
    private static final Set<String> WAITING_PACKAGES =
            Set.of("java.net.http", "java.nio.file", "java.nio.channels", "java.util.concurrent.locks", "java.sql");

    private static final Set<String> WAITING_CLASSES = Set.of(
            "java.io.File",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.RandomAccessFile",
            "java.net.Socket");
    private static final Set<String> WAITING_METHODS = Set.of(
            "java.lang.Thread.sleep",
            "java.lang.Thread.join",
            "java.lang.Object.wait",
            "java.util.concurrent.Future.get",
            "java.util.concurrent.CompletableFuture.get",
            "java.util.concurrent.CompletableFuture.join",
            "java.util.concurrent.CountDownLatch.await",
            "java.util.concurrent.Semaphore.acquire",
            "java.util.concurrent.BlockingQueue.take",
            "java.util.concurrent.BlockingQueue.put",
            "io.vertx.core.Future.await",
            "java.net.InetAddress.getByName",
            "java.net.InetAddress.getAllByName");

    private final Map<JavaCodeUnit, JavaCodeUnit> reachedFrom = new LinkedHashMap<>();
    private final Map<String, Set<String>> monitors = new HashMap<>();

    private Reach() {}

    /** @param stops where the way ends, because it goes on elsewhere or never on a request */
    static Reach from(JavaClasses known, Collection<JavaCodeUnit> beginnings, Predicate<JavaCodeUnit> stops) {
        Reach reach = new Reach();
        Deque<JavaCodeUnit> open = new ArrayDeque<>();
        for (JavaCodeUnit beginning : beginnings) {
            reach.reachedFrom.put(beginning, beginning);
            open.add(beginning);
        }
        while (!open.isEmpty()) {
            JavaCodeUnit unit = open.remove();
            for (JavaCodeUnit next : next(known, unit)) {
                if (!stops.test(next) && reach.reachedFrom.putIfAbsent(next, unit) == null) {
                    open.add(next);
                }
            }
        }
        return reach;
    }

    private static Set<JavaCodeUnit> next(JavaClasses known, JavaCodeUnit unit) {
        Set<JavaCodeUnit> next = new HashSet<>();
        for (CodeUnitAccessTarget target : targets(unit)) {
            if (known.contain(target.getOwner().getName())) {
                JavaClass owner = known.get(target.getOwner().getName());
                add(next, owner, target);
                owner.getAllSubclasses().forEach(type -> add(next, type, target));
                owner.getAllRawSuperclasses().forEach(type -> add(next, type, target));
            }
        }
        return next;
    }

    private static Set<CodeUnitAccessTarget> targets(JavaCodeUnit unit) {
        Set<CodeUnitAccessTarget> targets = new HashSet<>();
        unit.getMethodCallsFromSelf().forEach(call -> targets.add(call.getTarget()));
        unit.getMethodReferencesFromSelf().forEach(reference -> targets.add(reference.getTarget()));
        unit.getConstructorCallsFromSelf().forEach(call -> targets.add(call.getTarget()));
        unit.getConstructorReferencesFromSelf().forEach(reference -> targets.add(reference.getTarget()));
        return targets;
    }

    private static void add(Set<JavaCodeUnit> units, JavaClass type, CodeUnitAccessTarget target) {
        for (JavaCodeUnit unit : type.getCodeUnits()) {
            if (unit.getName().equals(target.getName())
                    && HasName.Utils.namesOf(unit.getRawParameterTypes())
                            .equals(HasName.Utils.namesOf(target.getRawParameterTypes()))) {
                units.add(unit);
            }
        }
    }

    Set<JavaCodeUnit> codeUnits() {
        return reachedFrom.keySet();
    }

    /** Each place where a request could have to wait, and the way that leads there. */
    Set<String> waits() {
        Set<String> found = new TreeSet<>();
        for (JavaCodeUnit unit : reachedFrom.keySet()) {
            for (JavaAccess<?> access : unit.getAccessesFromSelf()) {
                JavaClass owner = access.getTarget().getOwner();
                String method = owner.getName() + "." + access.getTarget().getName();
                if (WAITING_PACKAGES.contains(owner.getPackageName())
                        || WAITING_CLASSES.contains(owner.getName())
                        || WAITING_METHODS.contains(method)) {
                    found.add(method + " by " + way(unit));
                }
            }
            if (unit.getModifiers().contains(JavaModifier.SYNCHRONIZED)
                    || monitors(unit.getOwner()).contains(unit.getName())) {
                found.add("a monitor by " + way(unit));
            }
        }
        return found;
    }

    private String way(JavaCodeUnit unit) {
        String name = unit.getOwner().getSimpleName() + "." + unit.getName();
        JavaCodeUnit before = reachedFrom.get(unit);
        return before == null || before.equals(unit) ? name : name + " <- " + way(before);
    }

    /** The methods with a synchronized block, which nothing but the byte code tells; those in lambdas under the name around them. */
    private Set<String> monitors(JavaClass type) {
        return monitors.computeIfAbsent(type.getName(), Reach::readMonitors);
    }

    private static Set<String> readMonitors(String type) {
        Set<String> names = new HashSet<>();
        try (InputStream in = Reach.class.getResourceAsStream("/" + type.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new IllegalStateException(type + ": no byte code (expected: on the class path)");
            }
            new ClassReader(in)
                    .accept(
                            new ClassVisitor(SpringAsmInfo.ASM_VERSION) {
                                @Override
                                public MethodVisitor visitMethod(
                                        int access,
                                        String name,
                                        String descriptor,
                                        String signature,
                                        String[] exceptions) {
                                    String around = name.startsWith("lambda$") ? name.split("\\$", -1)[1] : name;
                                    return new MethodVisitor(SpringAsmInfo.ASM_VERSION) {
                                        @Override
                                        public void visitInsn(int opcode) {
                                            if (opcode == Opcodes.MONITORENTER) {
                                                names.add(around);
                                            }
                                        }
                                    };
                                }
                            },
                            ClassReader.SKIP_DEBUG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
