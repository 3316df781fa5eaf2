package dev.sluice.executor.keda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate is renewed while the scaler runs, one file after the other and a part of each first. */
final class CertificateFilesTest {
    @TempDir
    private Path directory = Path.of("");

    private CertificateFiles files;

    @BeforeEach
    void serve() throws Exception {
        Certificates.write(directory, "first");
        Certificates.write(directory, "second");
        put("tls.crt", read("first.crt"));
        put("tls.key", read("first.key"));
        files = new CertificateFiles(
                directory.resolve("tls.crt").toFile(),
                directory.resolve("tls.key").toFile(),
                "certificate",
                "key");
    }

    private byte[] read(String name) throws IOException {
        return Files.readAllBytes(directory.resolve(name));
    }

    private void put(String name, byte[] bytes) throws IOException {
        Path part = Files.write(directory.resolve("part"), bytes);
        Files.move(part, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private String served() {
        return files.keys()
                .getCertificateChain(files.keys().chooseServerAlias("EC", null, new Socket()))[0]
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    void a_renewed_pair_is_served() throws Exception {
        put("tls.crt", read("second.crt"));
        put("tls.key", read("second.key"));
        files.look();

        assertThat(served()).isEqualTo("CN=second");
    }

    @Test
    void a_half_written_file_changes_nothing_and_the_whole_one_is_served_later() throws Exception {
        Random random = new Random(42);
        byte[] certificate = read("second.crt");
        byte[] key = read("second.key");
        for (int i = 0; i < 40; i++) {
            put("tls.crt", Arrays.copyOf(certificate, random.nextInt(certificate.length)));
            files.look();
            put("tls.crt", certificate);
            put("tls.key", Arrays.copyOf(key, random.nextInt(key.length - 30)));
            files.look();
            assertThat(served()).isEqualTo("CN=first");
        }
        put("tls.key", key);
        files.look();

        assertThat(served()).isEqualTo("CN=second");
    }

    @Test
    void a_certificate_without_its_key_is_not_served() throws Exception {
        put("tls.crt", read("second.crt"));
        files.look();
        assertThat(served()).isEqualTo("CN=first");

        Files.delete(directory.resolve("tls.key"));
        files.look();
        assertThat(served()).isEqualTo("CN=first");
    }
}
