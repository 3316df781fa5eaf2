package dev.sluice.http;

import dev.sluice.http.limits.HttpLimits;
import java.util.Optional;

/**
 * Where the server listens and who may write.
 *
 * @param host address or name of the interface
 * @param port from 1; 0: any that is free
 * @param spares how many of the following ports are tried where that one is taken
 * @param token bearer token of everything that writes; empty: nobody writes
 * @param limits what protects the process from its clients
 */
public record HttpSettings(String host, int port, int spares, Optional<String> token, HttpLimits limits) {
    public HttpSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("a server needs a host");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is from 0 to 65535, not " + port);
        }
        if (spares < 0 || port + spares > 65_535) {
            throw new IllegalArgumentException("there are no " + spares + " ports after " + port);
        }
        if (token.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("a token is not blank");
        }
    }

    /** On loopback, without a token. */
    public static HttpSettings onLoopback(int port) {
        return new HttpSettings("127.0.0.1", port, 0, Optional.empty(), HttpLimits.USUAL);
    }

    /** The same, on one of the next ports where the first is taken. */
    public HttpSettings orNextPorts(int number) {
        return new HttpSettings(host, port, number, token, limits);
    }

    /** The same on another port. */
    HttpSettings at(int other) {
        return new HttpSettings(host, other, 0, token, limits);
    }

    /** The same with a token. */
    public HttpSettings withToken(String writing) {
        return new HttpSettings(host, port, spares, Optional.of(writing), limits);
    }

    /** The same with other limits. */
    public HttpSettings withLimits(HttpLimits other) {
        return new HttpSettings(host, port, spares, token, other);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HttpSettings[" + host + ":" + port + (token.isPresent() ? ", token set]" : "]");
    }
}
