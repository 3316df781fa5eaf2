package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

final class IoFaultTest {
    @Test
    void what_is_told_of_a_failure_names_no_class_of_java() {
        assertThat(IoFault.describe(caused(new ConnectException(), new ClosedChannelException())))
                .isEqualTo("the connection was refused");
        assertThat(IoFault.describe(caused(new ConnectException(), new UnresolvedAddressException())))
                .isEqualTo("there is no such host");
        assertThat(IoFault.describe(caused(
                        new IOException("HTTP/1.1 header parser received no bytes"),
                        new EOFException("EOF reached while reading"))))
                .isEqualTo("the connection was closed before a whole answer came");
        assertThat(IoFault.describe(new NoSuchFileException("/etc/token"))).isEqualTo("there is no such file");
        assertThat(IoFault.describe(new SSLHandshakeException(
                        "sun.security.validator.ValidatorException: No name matching registry found")))
                .isEqualTo("TLS failed: No name matching registry found");
        assertThat(IoFault.describe(new ExecutionException(new IOException("Connection reset"))))
                .isEqualTo("Connection reset");
        assertThat(IoFault.describe(new IOException())).isEqualTo("it is not told why");
    }

    private static <T extends Throwable> T caused(T failure, Throwable cause) {
        failure.initCause(cause);
        return failure;
    }
}
