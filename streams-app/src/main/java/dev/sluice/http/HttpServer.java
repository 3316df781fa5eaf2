package dev.sluice.http;

import dev.sluice.http.limits.HttpLimits;
import dev.sluice.http.monitoring.Health;
import dev.sluice.http.monitoring.Metrics;
import dev.sluice.http.routing.Bearer;
import dev.sluice.http.routing.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of a process: its routes, {@code /health/live}, {@code /health/ready}, {@code /metrics}, and the files of
 * the jar's folder {@code web}. Its threads do not keep a process alive.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int HEADER_BYTES = 16 * 1024;
    private static final long IDLE_AT_END_MS = 200;
    private static final long FINISH_MS = 2_000;

    private final Server server;
    private final ServerConnector connector;
    private final Health health;
    private final EventStreams streams;
    private final String host;

    private HttpServer(HttpSettings settings, Routes routes, Health health, Metrics metrics) {
        this.health = health;
        this.host = settings.host();
        HttpLimits limits = settings.limits();
        server = new Server(threads(limits), new ScheduledExecutorScheduler("http-scheduler", true), null);
        streams = new EventStreams(limits.streams(), limits.streamBytes(), server.getScheduler());
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(host);
        connector.setPort(settings.port());
        connector.setIdleTimeout(limits.idle().toMillis());
        connector.setShutdownIdleTimeout(IDLE_AT_END_MS);
        connector.setAcceptQueueSize(128);
        connector.setReuseAddress(true);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
        RequestHandler requests = new RequestHandler(routes, new Bearer(settings.token()), limits, metrics, streams);
        server.setHandler(new GracefulHandler(requests));
        server.setErrorHandler(new RefusedRequests());
        server.setStopTimeout(FINISH_MS);
    }

    /**
     * Starts a server; it has bound its port when this returns.
     *
     * @throws UncheckedIOException where the port cannot be bound
     */
    public static HttpServer start(HttpSettings settings, Routes routes, Health health, Metrics metrics) {
        health.addTo(routes);
        metrics.addTo(routes);
        int last = settings.port() + settings.spares();
        for (int port = settings.port(); port < last; port++) {
            try {
                return new HttpServer(settings.at(port), routes, health, metrics).started();
            } catch (UncheckedIOException taken) {
                LOG.debug("Port {} is taken", port, taken);
            }
        }
        return new HttpServer(settings.at(last), routes, health, metrics).started();
    }

    private HttpServer started() {
        try {
            server.start();
            return this;
        } catch (IOException e) {
            quit();
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            quit();
            throw new IllegalStateException("the HTTP server did not start", e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Its address for somebody on this machine. */
    public URI url() {
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        String name = everywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + port());
    }

    /** Refuses new work, ends the streams, lets what is being answered finish, and closes the port. */
    @Override
    public void close() {
        health.stopping();
        streams.close();
        quit();
    }

    private void quit() {
        try {
            server.stop();
        } catch (Exception e) {
            // it has stopped all the same: what did not finish in time was broken off
            LOG.info("Not every HTTP request finished: {}", e.toString());
        }
    }

    private static QueuedThreadPool threads(HttpLimits limits) {
        QueuedThreadPool threads = new QueuedThreadPool(limits.threads(), 4);
        threads.setName("http");
        threads.setDaemon(true);
        return threads;
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        // names of services may hold any character, a slash and a percent sign too
        configuration.setUriCompliance(UriCompliance.DEFAULT.with(
                "names",
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
        return configuration;
    }
}
