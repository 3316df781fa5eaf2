package dev.sluice.cli.serve;

import dev.sluice.config.Settings;
import dev.sluice.http.HttpSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Who may report over HTTP. */
public final class Reporters {
    private Reporters() {}

    /** What a person should know of it; empty where senders bring a token, or nobody else reaches the port. */
    public static Optional<String> warning(Settings settings) {
        return settings.http().filter(http -> !isLoopback(http.host())).flatMap(http -> warning(settings, http));
    }

    private static Optional<String> warning(Settings settings, HttpSettings http) {
        if (settings.ingestAnonymous()) {
            return Optional.of("ingest.anonymous=true: everybody who reaches port " + http.port()
                    + " of ingest may report for any service");
        }
        return http.token().isPresent()
                ? Optional.empty()
                : Optional.of("ingest takes reports over HTTP from programs on its own machine only: set http.token or"
                        + " http.token.file, or ingest.anonymous=true to take them from everybody who reaches port "
                        + http.port());
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
