package dev.sluice.cli.serve;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.Settings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.controller.ResourceController;
import dev.sluice.executor.commands.CommandExecutor;
import dev.sluice.executor.commands.ExecutorHealth;
import dev.sluice.http.HttpServer;
import dev.sluice.http.HttpSettings;
import dev.sluice.http.monitoring.Health;
import dev.sluice.http.monitoring.Metrics;
import dev.sluice.http.routing.Routes;
import dev.sluice.ingest.Ingest;
import dev.sluice.topology.SluiceApp;
import dev.sluice.topology.StreamsHealth;
import dev.sluice.web.About;
import dev.sluice.web.WebApi;
import dev.sluice.web.model.Source;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The HTTP server of a process while it runs, or none where none is wanted. */
public final class Serving implements AutoCloseable {
    private final Optional<HttpServer> server;
    private final Optional<Metrics> metrics;
    private final Runnable last;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Serving(Optional<HttpServer> server, Optional<Metrics> metrics, Runnable last) {
        this.server = server;
        this.metrics = metrics;
        this.last = last;
    }

    /** Of the streams application: what {@code http.port} and the rest of the settings say. */
    public static Serving run(Settings settings, SluiceApp app) {
        return settings.http()
                .map(http -> {
                    Source source = new Source(
                            settings.topics(), settings.consumer(), settings.registry(), settings.httpHistory());
                    About about = new About(
                            settings.applicationId(),
                            SluiceVersion.text(),
                            "run",
                            http.token().isPresent(),
                            "");
                    WebApi.Clients clients = new WebApi.Clients(settings.admin(), settings.producer());
                    boolean eventTime = settings.timeSource() == TimeSource.EVENT;
                    return streams(
                            http, app, new WebApi(source, clients, about, eventTime), settings.httpReadyWindows());
                })
                .orElseGet(Serving::none);
    }

    /**
     * Of a streams application, with the API over its topics.
     *
     * @param readyWindows after how many windows reports are read too late to be ready; 0: never
     */
    public static Serving streams(HttpSettings http, SluiceApp app, WebApi api, int readyWindows) {
        Metrics metrics = StreamsMeters.of(app.streams());
        api.addTo(metrics);
        StreamsHealth streams = app.health(readyWindows);
        StreamsMeters.bind(streams, metrics);
        Health health = Health.of(streams::notLive, streams::notReady);
        Serving serving = start(http, api.addTo(new Routes()), health, metrics);
        api.start();
        return new Serving(serving.server, serving.metrics, api::close);
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

    /** Of the controller of custom resources. */
    public static Serving controller(Optional<HttpSettings> wanted, ResourceController controller) {
        return wanted.map(settings -> {
                    Metrics metrics = new Metrics();
                    ControllerMeters.bind(controller, metrics.registry());
                    Health health = Health.of(controller::notLive, controller::notReady);
                    return start(settings, new Routes(), health, metrics);
                })
                .orElseGet(Serving::none);
    }

    /** Of the ways in. */
    public static Serving ingest(Optional<HttpSettings> wanted, Ingest ingest) {
        return wanted.map(settings -> start(
                        settings,
                        ingest.routes(new Routes()),
                        Health.of(ingest::notLive, ingest::notReady),
                        StreamsMeters.of(ingest.streams().streams())))
                .orElseGet(Serving::none);
    }

    /**
     * A server with routes of its own; {@link CommandFailedException} where it cannot listen. The metrics are closed with
     * it.
     */
    public static Serving start(HttpSettings settings, Routes routes, Health health, Metrics metrics) {
        health.live(EndedThreads.ofProcess()::notLive);
        try {
            return new Serving(
                    Optional.of(HttpServer.start(settings, routes, health, metrics)), Optional.of(metrics), () -> {});
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
        return new Serving(Optional.empty(), Optional.empty(), () -> {});
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
            last.run();
            metrics.ifPresent(Metrics::close);
        }
    }
}
