package dev.sluice.sizing.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.sizing.contest.Outlook;
import dev.sluice.sizing.tokens.contest.TokenTerms;
import dev.sluice.sizing.tokens.contest.TokenWindow;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What earlier versions of the part wrote after 1000 windows of {@link #window}, and the 200 sizes that they ordered after that. Version 2
 * is that of before profiles could be imported, version 3 that of before rules had roots and steps were forgiven, version 4 that of before the length of answers counted, version 5 that of before there were abundant rules.
 */
@DisplayName("A sizer that an earlier version stored")
final class StoredSizerTest {
    private static final Path PARTS = Path.of("src/test/resources/state-parts");
    private static final int STORED_AFTER = 1000;
    private static final TokenTerms TERMS =
            new TokenTerms(OptionalDouble.of(1.5), 3, OptionalDouble.of(.1), .05, 1, 40);

    private final Random random = new Random(7);

    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {2, 3, 4, 5})
    @DisplayName("goes on with what it had learned, and orders about what it would have ordered then")
    void decides_as_then(int version) throws IOException {
        Properties facts = new Properties();
        try (InputStream in = Files.newInputStream(PARTS.resolve("tokens-" + version + ".properties"))) {
            facts.load(in);
        }
        for (int i = 0; i < STORED_AFTER; i++) {
            window(i);
        }
        TokenSizer sizer;
        try (DataInputStream in = new DataInputStream(Files.newInputStream(PARTS.resolve("tokens-" + version)))) {
            sizer = version == 2 ? TokenSizer.readUnimported(in) : TokenSizer.read(in);
            assertThat(in.read()).isEqualTo(-1);
        }

        int current = Integer.parseInt(facts.getProperty("current"));
        int i = STORED_AFTER;
        for (String then : facts.getProperty("sizes").split(",")) {
            TokenSizer.Result now = sizer.take(window(i++), current, TERMS).orElseThrow();
            assertThat(now.replicas()).isCloseTo(Integer.parseInt(then), within(2));
            current = now.replicas();
        }
    }

    /** Half a minute in five, four times as much arrives. */
    private TokenWindow window(int i) {
        double burst = i % 60 < 6 ? 4 : 1;
        double requests = Math.floor(burst * (20 + 20 * random.nextDouble()));
        double tokens = Math.floor(requests * (500 + 1000 * random.nextDouble()));
        return new TokenWindow(
                5,
                requests,
                tokens,
                0,
                Math.floor(burst * 3 * random.nextDouble()),
                OptionalDouble.empty(),
                6,
                new TokenWindow.Times(requests, requests * .4),
                new TokenWindow.Times(requests, requests * .04),
                60,
                Outlook.NONE);
    }
}
