package io.failstatic.agent;

import io.failstatic.agent.AgentStatus.Disk;
import io.failstatic.agent.AgentStatus.Reason;
import io.failstatic.agent.AgentStatus.State;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
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

/** The parts of an agent, put together: what is loaded before anything runs, what then runs, and how it stands. */
final class Engine {

    private static final Logger log = LoggerFactory.getLogger(Engine.class);
    private static final Duration LISTENER_DEADLINE = Duration.ofSeconds(1);
    private static final long WATCH_SECONDS = 10;

    private final AgentSettings settings;
    private final InForce inForce;
    private final Contact contact;
    private final SeenSnapshots seen;
    private final Probation probation;
    private final Hold hold = new Hold();
    private final Schedule schedule;
    private final Listeners listeners = new Listeners(LISTENER_DEADLINE);
    private final AgentDocuments documents = new AgentDocuments(this::current, this::add);
    private final Transitions transitions = new Transitions(this::status);
    private final TrafficReports traffic = new TrafficReports();
    private final HostName host = new HostName();
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
    private final String instanceId;
    private final boolean shippedUnusable;
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
        this.settings = settings;
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
        this.instanceId = Boot.instanceId(disk, settings);
        PinFile pinFile = cache == null || disk == null ? null : new PinFile(cache, disk);
        Boot boot = found == null ? Boot.of(disk, settings, decoder, clock, Operator.orderOf(pinFile)) : found;
        SnapshotLayers.Start start = boot.start();
        this.shippedUnusable = start.shippedUnusable();
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
        this.verdicts = new Verdicts(inForce, probation, intake, () -> remember(true));
        this.circuit = new PollCircuit(settings.failureThreshold(), settings.usefulCircuitOpen(), nanoTime);
        this.poller = new Poller(
                remote,
                circuit,
                schedule,
                intake,
                contact,
                this::report,
                this::remember,
                traffic,
                observer,
                settings.hold(),
                new MirrorFallback(mirror(settings), circuit, this::hasNothing, intake, () -> remember(true)),
                nanoTime);
        this.loop =
                new PollLoop(poller, settings.hold().plus(settings.timeout()).plus(settings.timeout()), nanoTime);
        DiskCalls diskCalls = new DiskCalls(keeper);
        this.operator = new Operator(
                inForce,
                seen,
                intake,
                hold,
                disk,
                new KnownPinFile(pinFile, diskCalls),
                diskCalls,
                clock,
                () -> remember(true),
                () -> pollNow());
        operator.obey();
    }

    private static @Nullable Mirror mirror(AgentSettings settings) {
        if (settings.mirrorUrls().isEmpty()) {
            return null;
        }
        if (!settings.trustedKeys().required()) {
            log.warn("mirror-urls without trusted-keys: whoever can write to a mirror decides what is served here");
        }
        return new HttpMirror(
                settings.mirrorUrls(), settings.sslContext(), settings.timeout(), settings.maxSnapshotBytes());
    }

    private boolean hasNothing() {
        return contact.missedSinceStart() && inForce.snapshot().origin() == Origin.DEFAULTS;
    }

    /** An engine whose control plane publishes this snapshot and no other; it is in force already. */
    static Engine fixed(byte[] json) {
        Engine engine = new Engine(
                ConfigAgent.builder().settings(),
                new AgentObserver() {},
                Clock.systemUTC(),
                System::nanoTime,
                new FixedControlPlane(json));
        try {
            engine.pollOnce();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Refusal refused = engine.status().refused();
        if (refused != null) {
            engine.close();
            throw new IllegalArgumentException("snapshot: " + refused.code() + " " + refused.detail());
        }
        return engine;
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
        traffic.from(report);
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
        every(1, operator::watch);
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
        keeper.shutdownNow();
        if (disk != null) {
            disk.close();
        }
    }

    private void every(long seconds, Runnable task) {
        var unused = keeper.scheduleWithFixedDelay(task, seconds, seconds, TimeUnit.SECONDS);
    }

    /** The process is told to end and the host does not close the agent: that is no death. */
    private void recordStop() {
        probation.close();
        flush();
    }

    private void flush() {
        if (writer == null || keeper.isShutdown()) {
            return;
        }
        try {
            keeper.submit(writer::flush).get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
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
        Snapshot snapshot = inForce.snapshot();
        Refusal refused = intake.refused();
        List<Reason> reasons =
                Degradation.reasons(snapshot.origin(), contact, settings.degradedAfter(), schedule, refused);
        return new AgentStatus(
                reasons.isEmpty() ? State.OK : State.DEGRADED,
                Degradation.sync(snapshot.origin(), reasons),
                snapshot,
                instanceId,
                contact.last(),
                contact.staleness(),
                circuit.state(),
                refused,
                reasons,
                Degradation.alarms(poller, loop, disk, shippedUnusable, hold, snapshot),
                disk == null ? Disk.NONE : disk.condition(),
                disk == null
                        ? List.of()
                        : disk.generations().stream().map(Generation::toString).toList(),
                disk == null ? 0 : disk.failures(),
                intake.ignored(),
                poller.lastPoll(),
                hold.pin());
    }

    private PollReport report(Duration hold) {
        probation.check();
        InForce.Applied applied = inForce.applied();
        AgentStatus status = status();
        return new PollReport(
                instanceId,
                AgentVersion.CURRENT,
                host.get(),
                settings.labels(),
                hold,
                seen.toReport(applied.id(), operator.pinned() != null),
                applied.id(),
                applied.stored() == null ? null : applied.stored().signature(),
                applied.snapshot().audience(),
                applied.at(),
                probation.lastGood(),
                probation.active(),
                applied.snapshot().origin(),
                status.state(),
                contact.silence(),
                intake.refused(),
                traffic.collect(),
                operator.pinned());
    }

    private void remember(boolean atOnce) {
        if (writer != null) {
            writer.keep(seen.remember(contact.last()), atOnce);
        }
    }
}
