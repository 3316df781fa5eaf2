package dev.sluice.executor.processes.setting;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** How a worker shows that it serves. */
public sealed interface HealthCheck {
    /** True if the worker at this address serves. Takes no longer than {@code within}, or a little more. */
    boolean passes(InetSocketAddress address, Duration within);

    /** A worker serves as soon as it runs. */
    record None() implements HealthCheck {
        @Override
        public boolean passes(InetSocketAddress address, Duration within) {
            return true;
        }
    }

    /** A worker serves if it accepts a connection. */
    record Tcp() implements HealthCheck {
        @Override
        public boolean passes(InetSocketAddress address, Duration within) {
            try (Socket socket = new Socket()) {
                socket.connect(address, Math.toIntExact(within.toMillis()));
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** A worker serves if it answers GET of this path with a status from 200 to 399. */
    record Http(String path) implements HealthCheck {
        private static final int LONGEST_LINE = 200;

        @Override
        public boolean passes(InetSocketAddress address, Duration within) {
            long until = System.nanoTime() + within.toNanos();
            try (Socket socket = new Socket()) {
                socket.connect(address, Math.toIntExact(within.toMillis()));
                socket.getOutputStream().write(request(address).getBytes(StandardCharsets.US_ASCII));
                String status = line(socket, until);
                return status.matches("HTTP/1\\.[01] [23][0-9][0-9]( .*)?");
            } catch (IOException e) {
                return false;
            }
        }

        private String request(InetSocketAddress address) {
            return "GET " + path + " HTTP/1.1\r\nHost: " + address.getHostString() + ":" + address.getPort()
                    + "\r\nUser-Agent: sluice\r\nConnection: close\r\n\r\n";
        }

        private static String line(Socket socket, long until) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            while (line.size() < LONGEST_LINE) {
                // each read has what is left: a worker that sends a byte now and then is no healthier
                socket.setSoTimeout((int) Math.max(1, (until - System.nanoTime()) / 1_000_000));
                int next = in.read();
                if (next < 0 || next == '\r' || next == '\n' || System.nanoTime() - until > 0) {
                    break;
                }
                line.write(next);
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** {@code none}, {@code tcp} or {@code http:/path}; {@link IllegalArgumentException} for anything else. */
    static HealthCheck parse(String text) {
        if (text.matches("http:/[!-~]*")) {
            return new Http(text.substring("http:".length()));
        }
        return switch (text) {
            case "tcp" -> new Tcp();
            case "none" -> new None();
            default -> throw new IllegalArgumentException("is none of: none, tcp, http:/path");
        };
    }
}
