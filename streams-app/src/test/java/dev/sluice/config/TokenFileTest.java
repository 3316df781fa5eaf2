package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mounted secret is the token that was put in it, or a reason that never repeats it. */
final class TokenFileTest {
    @TempDir
    private Path directory = Path.of("");

    private Path file(String text) throws IOException {
        return Files.write(directory.resolve("token"), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void any_token_of_visible_characters_is_read_without_the_line_ends_of_editors() throws IOException {
        Random random = new Random(491);
        String[] around = {"", "\n", "\r\n", " ", "\n\n"};
        for (int i = 0; i < 200; i++) {
            StringBuilder token = new StringBuilder();
            for (int n = 1 + random.nextInt(200); n > 0; n--) {
                token.append((char) (0x21 + random.nextInt(0x7e - 0x21 + 1)));
            }
            String text = around[random.nextInt(5)] + token + around[random.nextInt(5)];

            assertThat(TokenFile.read(file(text))).isEqualTo(token.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "s3cret s3cret",
                "s3cret\ns3cret",
                "s3crét",
                "s3cret\u0000",
                "s3cret\t1",
                "\ufeffs3cret"
            })
    void what_no_header_can_carry_is_refused_and_not_repeated(String text) throws IOException {
        Path file = file(text);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenFile.read(file))
                .withMessage("must hold one token of visible ASCII characters");
    }

    @Test
    void a_file_of_4096_bytes_is_read_and_a_longer_one_is_no_token() throws IOException {
        assertThat(TokenFile.read(file("x".repeat(4096)))).hasSize(4096);
        Path longer = file("x".repeat(4097));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenFile.read(longer))
                .withMessage("is longer than 4096 bytes: it must hold the token only");
    }

    @Test
    void a_file_that_is_not_there_is_no_text_or_is_a_directory_says_why() throws IOException {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xC3, 'b'});

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenFile.read(directory.resolve("nowhere")))
                .withMessageStartingWith("cannot be read: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenFile.read(binary))
                .withMessageStartingWith("cannot be read: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenFile.read(directory))
                .withMessageStartingWith("cannot be read: ");
    }
}
