package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.state.StatePart;
import dev.sluice.topology.intake.FailedInputException;
import dev.sluice.topology.service.Input;
import dev.sluice.topology.service.LiveService;
import dev.sluice.topology.service.LiveServices;
import dev.sluice.topology.service.ServiceKey;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Where an input fails in the middle, its service is as it was before it, and nothing else is lost. */
class FailedInputTest {
    private static final long START = 1_700_000_000_000L;
    private static final double NONE = Double.NaN;

    private final Services services = new Services();

    @Test
    void a_failed_input_leaves_no_trace_whenever_it_comes() {
        Services spared = new Services();
        Random random = new Random(5);
        for (int second = 5; second < 3_000; second += 5) {
            RateReport report = report(second, 40 + random.nextInt(20), "");
            services.report(report);
            spared.report(report);
            if (random.nextInt(10) == 0) {
                services.fails(report(second + 30, 1_000_000, ""), error(random));
            }
            if (random.nextInt(7) == 0) {
                services.live.write();
                spared.live.write();
            }
        }
        assertThat(services.written()).isEqualTo(spared.written());
    }

    @Test
    void what_cannot_be_written_is_found_and_the_rest_is_kept() {
        Services spared = new Services();
        for (int second = 5; second <= 60; second += 5) {
            RateReport report = report(second, 50, "");
            services.report(report);
            spared.report(report);
            if (second == 55) {
                services.report(report(second, 50, "n".repeat(70_000)));
            }
        }
        assertThat(services.written()).isEqualTo(spared.written());
        assertThat(services.live.failed()).hasSize(1);
        assertThat(services.live.failed()).as("told once").isEmpty();
    }

    @Test
    void what_kafka_says_is_not_taken_for_a_fault_of_the_input() {
        assertThatThrownBy(() -> services.service()
                        .take(
                                Input.ofClock(loop -> {
                                    throw new TimeoutException("the broker does not answer");
                                }),
                                (live, step) -> {}))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void a_failure_where_the_outcome_is_sent_takes_the_input_back_too() {
        Services spared = new Services();
        services.report(report(5, 50, ""));
        spared.report(report(5, 50, ""));

        assertThatThrownBy(() -> services.service()
                        .take(Input.ofClock(loop -> loop.report(report(10, 50, ""), START + 10_000)), (live, step) -> {
                            throw new IllegalStateException("cannot be sent");
                        }))
                .isInstanceOf(FailedInputException.class);

        assertThat(services.written()).isEqualTo(spared.written());
    }

    private static Throwable error(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new IllegalStateException("a fault");
            case 1 -> new StackOverflowError();
            default -> new NoClassDefFoundError("missing");
        };
    }

    private static RateReport report(int second, double requests, String pool) {
        long to = START + second * 1000L;
        return new RateReport(
                pool, 0, to - 5000, to, requests, 0, requests, NONE, NONE, NONE, LatencyHistogram.empty());
    }

    /** The services of one task, in stores in memory. */
    private static final class Services {
        private final StoresInMemory stores = new StoresInMemory();
        private final LiveServices live = new LiveServices(stores.states(), () -> 100);

        LiveService service() {
            return live.get(ServiceKey.of("checkout"));
        }

        void report(RateReport report) {
            service().take(Input.ofClock(loop -> loop.report(report, report.to())), (live, step) -> {});
        }

        void fails(RateReport report, Throwable error) {
            assertThatThrownBy(() -> service()
                            .take(
                                    Input.ofClock(loop -> {
                                        loop.policy(Optional.of(ScalingPolicy.of("checkout", 7)));
                                        loop.report(report, report.to());
                                        throw FailedInputTest.<RuntimeException>sneaky(error);
                                    }),
                                    (live, step) -> {}))
                    .isInstanceOf(FailedInputException.class)
                    .hasCause(error);
        }

        /** Everything that is stored, after a commit. */
        Map<StatePart, String> written() {
            live.write();
            Map<StatePart, String> all = new TreeMap<>();
            stores.parts()
                    .forEach((part, store) -> store.all()
                            .forEachRemaining(
                                    entry -> all.put(part, HexFormat.of().formatHex(entry.value))));
            return all;
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneaky(Throwable error) throws E {
        throw (E) error;
    }
}
