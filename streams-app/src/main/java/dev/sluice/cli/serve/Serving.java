package dev.sluice.cli.serve;

import dev.sluice.cli.io.CommandFailedException;
import dev.sluice.executor.CommandExecutor;
import dev.sluice.executor.ExecutorHealth;
import dev.sluice.http.Health;
import dev.sluice.http.HttpServer;
import dev.sluice.http.HttpSettings;
import dev.sluice.http.Metrics;
import dev.sluice.http.Routes;
import dev.sluice.topology.SluiceApp;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The HTTP server of a process while it runs, or none where none is wanted. */
public final class Serving implements AutoCloseable {
    private final Optional<HttpServer> server;
    private final Optional<Metrics> metrics;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Serving(Optional<HttpServer> server, Optional<Metrics> metrics) {
        this.server = server;
        this.metrics = metrics;
    }

    /** Of the streams application. */
    public static Serving run(Optional<HttpSettings> wanted, SluiceApp app) {
        return wanted.map(settings -> {
                    Metrics metrics = new Metrics();
                    StreamsMeters.bind(app.streams(), metrics.registry());
                    return start(
                            settings, new Routes(), Health.of(app.health()::notLive, app.health()::notReady), metrics);
                })
                .orElseGet(Serving::none);
    }

    /** Of an executor. */
    public static Serving execute(Optional<HttpSettings> wanted, CommandExecutor executor) {
        return wanted.map(settings -> {
                    Metrics metrics = new Metrics();
                    ExecutorMeters.bind(executor, metrics.registry());
                    ExecutorHealth health = executor.health();
                    return start(settings, new Routes(), Health.of(health::notLive, health::notReady), metrics);
                })
                .orElseGet(Serving::none);
    }

    /**
     * A server with routes of its own; {@link CommandFailedException} where it cannot listen. The metrics are closed with
     * it.
     */
    public static Serving start(HttpSettings settings, Routes routes, Health health, Metrics metrics) {
        try {
            return new Serving(Optional.of(HttpServer.start(settings, routes, health, metrics)), Optional.of(metrics));
        } catch (UncheckedIOException e) {
            metrics.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CommandFailedException(
                    "http.port=" + settings.port() + ": cannot listen at " + settings.host() + ": " + cause.getMessage()
                            + "; set another port or http.host, or http.port=0 for no HTTP server",
                    e);
        }
    }

    private static Serving none() {
        return new Serving(Optional.empty(), Optional.empty());
    }

    /** Where it is reached from this machine. */
    public Optional<URI> url() {
        return server.map(HttpServer::url);
    }

    /** {@code , HTTP at URL} where there is a server. */
    public String where() {
        return url().map(url -> ", HTTP at " + url).orElse("");
    }

    /** Closes it; once more does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.ifPresent(HttpServer::close);
            metrics.ifPresent(Metrics::close);
        }
    }
}
