package dev.sluice.executor.processes.os;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.Set;

/** Hands out ports in turn, so that a port that was given back rests for as long as possible. */
public final class PortPool {
    private final PortRange range;
    private final String host;
    private int next;

    public PortPool(PortRange range, String host) {
        this.range = range;
        this.host = host;
        this.next = range.first();
    }

    /** A port that no worker has and nobody else listens on; empty if there is none. */
    public OptionalInt take(Set<Integer> used) {
        for (int tried = 0; tried < range.count(); tried++) {
            int port = next;
            next = port == range.last() ? range.first() : port + 1;
            if (!used.contains(port) && isFree(port)) {
                return OptionalInt.of(port);
            }
        }
        return OptionalInt.empty();
    }

    /** Starts behind the ports that are in use. */
    public void startBehind(Set<Integer> used) {
        next = used.stream()
                .filter(port -> port >= range.first() && port < range.last())
                .max(Integer::compare)
                .map(port -> port + 1)
                .orElse(range.first());
    }

    private boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
