package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.record.SignalCodec;
import dev.sluice.demand.Signal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The constants of the code and the symbols of the records are the same: one that is missing would fail when it is written. */
final class SymbolsTest {
    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of(dev.sluice.policy.trace.Reason.values(), dev.sluice.events.Reason.getClassSchema()),
                Arguments.of(
                        dev.sluice.control.message.decision.Trigger.values(),
                        dev.sluice.events.Trigger.getClassSchema()),
                Arguments.of(
                        dev.sluice.control.message.decision.Outcome.values(),
                        dev.sluice.events.Outcome.getClassSchema()),
                Arguments.of(dev.sluice.policy.Mode.values(), dev.sluice.events.Mode.getClassSchema()));
    }

    /** Readers of earlier releases refuse a symbol that they do not know: tokens are units, and lag a backlog, with a mark beside them. */
    @Test
    void each_signal_has_a_symbol_of_the_first_release_and_comes_back() {
        assertThat(dev.sluice.events.Signal.getClassSchema().getEnumSymbols())
                .containsExactly("REQUESTS", "CONCURRENCY", "UNITS", "BACKLOG", "CPU", "GPU");
        for (Signal signal : Signal.values()) {
            assertThat(SignalCodec.signal(SignalCodec.symbol(signal), signal == Signal.TOKENS, signal == Signal.LAG))
                    .isEqualTo(signal);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void the_constants_of_the_code_are_the_symbols_of_the_records(Enum<?>[] constants, Schema schema) {
        List<String> symbols = schema.getEnumSymbols().stream()
                // what a reader takes for a symbol that it does not know
                .filter(symbol -> !symbol.equals(schema.getEnumDefault()))
                .toList();
        assertThat(Arrays.stream(constants).map(Enum::name).toList()).containsExactlyInAnyOrderElementsOf(symbols);
    }
}
