package io.failstatic.agent.test;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The raw sockets of the simulator: one thread per connection, faults included. <em>Thread-safe.</em> */
final class SimulatorServer {

    /** Answers requests; may block as long as it likes, interrupted when the server stops. */
    @FunctionalInterface
    interface Handler {
        Answer handle(Request request, int connection) throws InterruptedException;
    }

    private static final int PIECES = 20;

    private final Handler handler;
    private final Supplier<Fault> fault;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;
    private int port;

    SimulatorServer(Handler handler, Supplier<Fault> fault) {
        this.handler = handler;
        this.fault = fault;
    }

    synchronized void start() {
        if (listener != null) {
            return;
        }
        ServerSocket bound = bind();
        listener = bound;
        port = bound.getLocalPort();
        acceptor = run("control-plane-simulator", () -> accept(bound));
    }

    /** Stops listening and closes every connection; the port is refused until the next start. */
    synchronized void stop() {
        ServerSocket bound = listener;
        listener = null;
        if (bound != null) {
            close(bound);
            awaitEnd(acceptor);
        }
        threads.forEach(Thread::interrupt);
        open.forEach(SimulatorServer::close);
    }

    synchronized int port() {
        return port;
    }

    /** Connections accepted since the beginning. */
    int accepted() {
        return accepted.get();
    }

    /** Connections open now. */
    int open() {
        return open.size();
    }

    private ServerSocket bind() {
        for (int attempt = 0; ; attempt++) {
            try {
                ServerSocket socket = new ServerSocket();
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
                return socket;
            } catch (BindException e) {
                if (attempt == 100) {
                    throw new UncheckedIOException(e);
                }
                pause(50);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void accept(ServerSocket bound) {
        while (!bound.isClosed()) {
            try {
                Socket socket = bound.accept();
                if (bound.isClosed()) {
                    close(socket);
                    return;
                }
                open.add(socket);
                int connection = accepted.incrementAndGet();
                run("control-plane-simulator-" + connection, () -> serve(socket, connection));
            } catch (IOException e) {
                // Closed, or out of descriptors: the loop's condition tells.
            }
        }
    }

    private Thread run(String name, Runnable task) {
        Thread thread = new Thread(
                () -> {
                    threads.add(Thread.currentThread());
                    try {
                        task.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The system goes on taking connections until the thread that accepts them has left its call, also after the close. */
    private static void awaitEnd(@Nullable Thread acceptor) {
        if (acceptor == null) {
            return;
        }
        try {
            acceptor.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket socket, int connection) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            for (Request request; (request = Request.read(in)) != null; ) {
                Answer answer = handler.handle(request, connection);
                if (!write(socket, answer)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client went away, or the simulator was stopped.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /** Whether the connection goes on. */
    private boolean write(Socket socket, Answer answer) throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        Fault now = fault.get();
        byte[] bytes = answer.bytes();
        int half = answer.head().length + (bytes.length - answer.head().length) / 2;
        if (now instanceof Fault.Hang) {
            new CountDownLatch(1).await();
        } else if (now instanceof Fault.Reset) {
            out.write(bytes, 0, half);
            socket.setSoLinger(true, 0);
            return false;
        } else if (now instanceof Fault.Truncate) {
            out.write(bytes, 0, half);
            return false;
        } else if (now instanceof Fault.Garbage) {
            out.write(new byte[] {0x16, 0x03, 0x01, 0, (byte) 0xff, '\r', '\n', '\r', '\n'});
            return false;
        } else if (now instanceof Fault.Dribble dribble) {
            for (byte b : bytes) {
                out.write(b);
                TimeUnit.NANOSECONDS.sleep(dribble.perByte().toNanos());
            }
        } else if (now instanceof Fault.Slow slow) {
            for (int piece = 0; piece < PIECES; piece++) {
                TimeUnit.NANOSECONDS.sleep(slow.perAnswer().toNanos() / PIECES);
                int from = (int) ((long) bytes.length * piece / PIECES);
                out.write(bytes, from, (int) ((long) bytes.length * (piece + 1) / PIECES) - from);
            }
        } else {
            if (now instanceof Fault.Delay late) {
                TimeUnit.NANOSECONDS.sleep(late.delay().toNanos());
            }
            out.write(bytes);
        }
        return true;
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is as good as closed.
        }
    }
}
