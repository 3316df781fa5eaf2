package dev.sluice.executor.processes.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.embedded.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HealthCheckTest {
    private static final Duration WITHIN = Duration.ofMillis(300);
    /** On a busy machine a good answer may be late. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What a check makes of a worker that answers each connection with this, and then says nothing more. */
    private static boolean passes(String check, String answer, Duration within) {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread worker = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // the check has gone
                }
            });
            worker.start();
            return HealthCheck.parse(check)
                    .passes(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), within);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n", "HTTP/1.0 204\r\n", "HTTP/1.1 302 Found\r\n"})
    void a_good_answer_passes(String answer) {
        assertThat(passes("http:/healthz", answer, PATIENCE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 503 Draining\r\n", "HTTP/1.1 404 No\r\n", "SSH-2.0\r\n", "", "HTTP/1.1 200"})
    void another_or_none_does_not(String answer) {
        assertThat(passes("http:/healthz", answer, WITHIN)).isFalse();
    }

    @Test
    void a_connection_is_enough_for_tcp() {
        assertThat(passes("tcp", "", PATIENCE)).isTrue();
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find());
        assertThat(HealthCheck.parse("tcp").passes(nobody, WITHIN)).isFalse();
        assertThat(HealthCheck.parse("http:/").passes(nobody, WITHIN)).isFalse();
        assertThat(HealthCheck.parse("none").passes(nobody, WITHIN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http", "http:healthz", "http:/a b", "http:/a\r\nX: y", "udp"})
    void a_check_that_there_is_not_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HealthCheck.parse(text));
    }
}
