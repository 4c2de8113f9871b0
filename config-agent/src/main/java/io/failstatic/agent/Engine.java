package io.failstatic.agent;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of an agent, put together: what is loaded before anything runs, and what then runs. */
final class Engine {

    private static final Logger log = LoggerFactory.getLogger(Engine.class);
    private static final Duration LISTENER_DEADLINE = Duration.ofSeconds(1);
    private static final long WATCH_SECONDS = 10;

    private final InForce inForce;
    private final Contact contact;
    private final SeenSnapshots seen;
    private final Probation probation;
    private final Hold hold = new Hold();
    private final Schedule schedule;
    private final Listeners listeners = new Listeners(LISTENER_DEADLINE);
    private final AgentDocuments documents = new AgentDocuments(this::current, this::add);
    private final Transitions transitions = new Transitions(this::status);
    private final ScheduledExecutorService keeper =
            Executors.newSingleThreadScheduledExecutor(AgentThreads.named("config-agent-disk"));
    private final @Nullable DiskSnapshots disk;
    private final @Nullable DiskWriter writer;
    private final SnapshotIntake intake;
    private final Verdicts verdicts;
    private final Operator operator;
    private final PollCircuit circuit;
    private final Poller poller;
    private final PollLoop loop;
    private final Standing standing;
    private final OrderlyStop stop = new OrderlyStop(this::recordStop);
    private final AtomicBoolean started = new AtomicBoolean();

    Engine(AgentSettings settings, AgentObserver hostObserver, Clock clock, LongSupplier nanoTime) {
        this(
                settings,
                hostObserver,
                clock,
                nanoTime,
                new HttpControlPlane(
                        settings.controlPlaneUrls(),
                        new TokenSource(settings.token(), settings.tokenFile()),
                        settings.sslContext(),
                        settings.timeout(),
                        settings.maxSnapshotBytes(),
                        clock));
    }

    Engine(
            AgentSettings settings,
            AgentObserver hostObserver,
            Clock clock,
            LongSupplier nanoTime,
            ControlPlane remote) {
        this(
                settings,
                hostObserver,
                clock,
                nanoTime,
                remote,
                new SplittableRandom(new SecureRandom().nextLong()),
                null);
    }

    /** @param found what an earlier process left; null to look for it on disk */
    Engine(
            AgentSettings settings,
            AgentObserver hostObserver,
            Clock clock,
            LongSupplier nanoTime,
            ControlPlane remote,
            RandomGenerator random,
            @Nullable Boot found) {
        AgentObserver observer = new ContainedObserver(hostObserver);
        SnapshotDecoder decoder = new SnapshotDecoder();
        this.inForce = new InForce(clock.instant());
        CacheDirectory cache = settings.cacheDir() == null ? null : new CacheDirectory(settings.cacheDir());
        this.disk = cache == null
                ? null
                : new DiskSnapshots(
                        cache,
                        decoder,
                        settings.trustedKeys(),
                        settings.generations(),
                        settings.maxSnapshotBytes(),
                        observer);
        this.writer = disk == null ? null : new DiskWriter(disk, keeper);
        if (disk != null) {
            disk.open();
        }
        String instanceId = Boot.instanceId(disk, settings);
        PinFile pinFile = cache == null || disk == null ? null : new PinFile(cache, disk);
        Boot boot = found == null ? Boot.of(disk, settings, decoder, clock, WrittenOrders.atStart(pinFile)) : found;
        SnapshotLayers.Start start = boot.start();
        if (start.stored() != null) {
            inForce.swap(start.stored(), Origin.DISK, clock.instant());
        }
        this.seen = boot.seen();
        this.probation = new Probation(
                boot.trial(),
                boot.before() == null ? null : InForce.applied(boot.before(), Origin.DISK, clock.instant()),
                inForce,
                settings.probation(),
                nanoTime,
                writer == null ? (record, wait) -> {} : writer::keep);
        this.contact = new Contact(clock, nanoTime, boot.memory().lastContact());
        this.schedule = new Schedule(settings.pollInterval(), settings.backoffMax(), random);
        this.intake = new SnapshotIntake(
                new SnapshotVerifier(decoder, settings.trustedKeys(), settings.maxSnapshotBytes(), documents::attempt),
                inForce,
                seen,
                probation,
                hold,
                writer,
                listeners,
                observer,
                clock,
                nanoTime);
        this.standing = new Standing(
                settings,
                instanceId,
                start.shippedUnusable(),
                inForce,
                seen,
                contact,
                schedule,
                intake,
                probation,
                hold,
                disk);
        this.verdicts = new Verdicts(inForce, probation, intake, () -> remember(true));
        this.circuit = new PollCircuit(settings.failureThreshold(), settings.usefulCircuitOpen(), nanoTime);
        this.poller = new Poller(
                remote,
                circuit,
                schedule,
                intake,
                contact,
                standing::report,
                this::remember,
                standing.traffic(),
                observer,
                settings.hold(),
                new MirrorFallback(HttpMirror.of(settings), circuit, this::hasNothing, intake, () -> remember(true)),
                new LinkAlarm(settings.timeout()),
                nanoTime);
        this.loop =
                new PollLoop(poller, settings.hold().plus(settings.timeout()).plus(settings.timeout()), nanoTime);
        DiskCalls diskCalls = new DiskCalls(keeper);
        this.operator = new Operator(
                seen,
                hold,
                new KnownPinFile(pinFile, diskCalls),
                new Interventions(
                        inForce, seen, intake, hold, disk, diskCalls, clock, () -> remember(true), () -> pollNow()));
        operator.written().obey();
    }

    private boolean hasNothing() {
        return contact.missedSinceStart() && inForce.snapshot().origin() == Origin.DEFAULTS;
    }

    Snapshot current() {
        return inForce.snapshot();
    }

    AgentDocuments documents() {
        return documents;
    }

    void add(SnapshotListener listener) {
        listeners.add(listener);
    }

    void watch(StatusListener listener) {
        transitions.add(listener);
    }

    void reportTraffic(Supplier<TrafficReport> report) {
        standing.traffic().from(report);
    }

    void start() {
        if (started.getAndSet(true)) {
            return;
        }
        documents.freeze();
        stop.arm();
        loop.start(firstDelay());
        every(WATCH_SECONDS, loop::revive);
        every(1, probation::check);
        every(1, operator.written()::watch);
        transitions.start();
    }

    /** One look at the own status on the calling thread, for those who bring their own time. */
    void checkStatus() {
        transitions.check();
    }

    /** One poll on the calling thread, for those who bring their own time. */
    Duration pollOnce() throws InterruptedException {
        return poller.poll();
    }

    /** The steps of polls, for those who bring their own time and network. */
    Poller poller() {
        return poller;
    }

    /** How long to wait before the first poll. */
    Duration firstDelay() {
        return schedule.first(inForce.snapshot().origin() == Origin.DISK);
    }

    boolean pollNow() {
        circuit.allowNext();
        return loop.pollNow();
    }

    void close() {
        started.set(true);
        stop.disarm();
        loop.close();
        probation.close();
        listeners.close();
        transitions.close();
        flush();
        stopWriting();
        if (disk != null) {
            disk.close();
        }
    }

    private void every(long seconds, Runnable task) {
        Runnable contained = () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) { // one that escapes would end all later runs
                log.error("a watch of the agent failed", e);
            }
        };
        var unused = keeper.scheduleWithFixedDelay(contained, seconds, seconds, TimeUnit.SECONDS);
    }

    /** The process is told to end and the host does not close the agent: that is no death. It serves to its very end. */
    private void recordStop() {
        probation.close();
        flush();
        stopWriting();
    }

    /** A write that has begun may clean up after itself, for as long as a disk that works would need. */
    private void stopWriting() {
        keeper.shutdownNow();
        try {
            if (!keeper.awaitTermination(1, TimeUnit.SECONDS)) {
                log.warn("closed while the disk does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void flush() {
        if (writer == null || keeper.isShutdown()) {
            return;
        }
        try {
            keeper.submit(writer::flush).get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            log.warn("closed before everything was on disk");
        }
    }

    boolean condemn(Snapshot snapshot, String reason) {
        return verdicts.condemn(snapshot, reason);
    }

    Operator operator() {
        return operator;
    }

    AgentStatus status() {
        return standing.status(circuit, poller, loop);
    }

    private void remember(boolean atOnce) {
        if (writer != null) {
            writer.keep(seen.remember(contact.last()), atOnce);
        }
    }
}
