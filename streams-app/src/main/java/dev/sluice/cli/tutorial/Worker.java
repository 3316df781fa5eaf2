package dev.sluice.cli.tutorial;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP worker with a limit: it serves so many requests at once, each takes its time, and the others wait in a queue. A
 * worker of 2 at once and 50 ms serves 40 per second. It needs a while to start, as a model or a cache does. {@code
 * /healthz} answers at once.
 */
public final class Worker {
    private static final int BACKLOG = 1_000;
    private static final int LAST_REQUESTS_MS = 8_000;
    private static final int PAUSE_MS = 50;

    private final AtomicInteger open = new AtomicInteger();
    private final Semaphore places;
    private final long serviceMillis;

    private Worker(int atOnce, long serviceMillis) {
        this.places = new Semaphore(atOnce, true);
        this.serviceMillis = serviceMillis;
    }

    /** Arguments: port, requests at once, milliseconds for each, milliseconds to start. */
    public static void main(String[] args) throws Exception {
        TimeUnit.MILLISECONDS.sleep(Long.parseLong(args[3]));
        Worker worker = new Worker(Integer.parseInt(args[1]), Long.parseLong(args[2]));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        HttpServer server = HttpServer.create(address, BACKLOG);
        server.createContext("/", worker::serve);
        server.createContext("/healthz", exchange -> answer(exchange, "ok\n"));
        server.setExecutor(Executors.newCachedThreadPool());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> worker.finish(server)));
        server.start();
    }

    /** At SIGTERM: what has begun is finished. */
    private void finish(HttpServer server) {
        for (int waited = 0; open.get() > 0 && waited < LAST_REQUESTS_MS; waited += PAUSE_MS) {
            pause(PAUSE_MS);
        }
        server.stop(0);
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        open.incrementAndGet();
        try {
            work();
            answer(exchange, "served\n");
        } finally {
            open.decrementAndGet();
        }
    }

    private void work() {
        places.acquireUninterruptibly();
        try {
            pause(serviceMillis);
        } finally {
            places.release();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
