package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.state.Spoil;
import dev.sluice.state.StateEnvelope;
import dev.sluice.state.StatePart;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A loop that is started from bytes of another version, or that are spoiled, goes on with all that can be read. */
final class LostStateTest {
    private static final ScalingPolicy POLICY = requests(1, 300);
    private static final LoopSettings SETTINGS =
            new LoopSettings(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5), TimeSource.EVENT);
    private static final long START = ServiceHarness.at(0).toEpochMilli();
    private static final Pool SLOW = Pool.of("slow", .4).withLeadTime(Duration.ofSeconds(10));
    private static final Pool FAST = Pool.of("fast", 1).withLeadTime(Duration.ofSeconds(10));
    private static final ScalingPolicy ON_POOLS = requests(1, 300)
            .withLeadTime(Duration.ofSeconds(10))
            .withPlacement(Placement.ANYWHERE.withPools(List.of(
                    new PoolTerms("slow", OptionalDouble.of(10), 0), new PoolTerms("fast", OptionalDouble.of(40), 0))));

    @ParameterizedTest
    @EnumSource(StatePart.class)
    void a_part_of_a_later_version_is_lost_alone(StatePart part) throws IOException {
        Map<StatePart, byte[]> stored = storedAfter(100);
        byte[] bare =
                stored.containsKey(part) ? StateEnvelope.open(stored.get(part)).bytes() : new byte[] {1, 2, 3};
        stored.put(part, StateEnvelope.seal(part.version() + 1, bare));

        ServiceLoop again = restored(stored);

        assertThat(again.lost()).containsExactly(part);
        assertThat(drive(again, 100, 110)).isNotEmpty();
    }

    @Test
    void a_model_of_another_version_is_learned_again_and_takes_no_generation_with_it() throws IOException {
        Map<StatePart, byte[]> stored = storedAfter(100);
        long before = newestGeneration(100);
        stored.put(StatePart.MODEL, StateEnvelope.seal(StatePart.MODEL.version(), new byte[] {99, 99, 99}));

        ServiceLoop again = restored(stored);

        assertThat(again.lost()).containsExactly(StatePart.MODEL);
        assertThat(generations(drive(again, 100, 140))).isNotEmpty().allMatch(generation -> generation > before);
    }

    @Test
    void a_ledger_that_is_lost_leaves_the_generation_and_the_size_that_was_commanded() throws IOException {
        Map<StatePart, byte[]> stored = storedAfter(100);
        Output.Command newest = newestCommand(100);
        stored.put(StatePart.LEDGER, new byte[] {1, 2, 3});

        ServiceLoop again = restored(stored);
        List<Output> after = drive(again, 100, 140);

        assertThat(again.lost()).containsExactly(StatePart.LEDGER);
        assertThat(decisions(after).get(0).current()).isEqualTo(newest.replicas());
        assertThat(generations(after)).isNotEmpty().allMatch(generation -> generation > newest.generation());
    }

    /** Version 4 ended with the settled mix. What claims were cut to follows since version 5, here none: one byte. */
    @Test
    void a_ledger_from_before_cuts_of_claims_were_kept_is_read() throws IOException {
        Map<StatePart, byte[]> stored = storedAfter(100);
        byte[] ledger = StateEnvelope.open(Objects.requireNonNull(stored.get(StatePart.LEDGER)))
                .bytes();
        stored.put(StatePart.LEDGER, StateEnvelope.seal(4, Arrays.copyOf(ledger, ledger.length - 1)));

        assertThat(restored(stored).lost()).isEmpty();
    }

    /** 2 of the fast pool and 1 of the slow one run. Reports name no pool. */
    @Test
    void a_ledger_that_is_lost_leaves_what_was_commanded_in_each_pool() throws IOException {
        SharedPoolHarness before =
                SharedPoolHarness.with(FAST, SLOW).under(ON_POOLS).demand(600, "checkout", 85);
        Map<StatePart, byte[]> stored = new EnumMap<>(before.restarted().stored("checkout"));
        stored.put(StatePart.LEDGER, new byte[] {1});

        SharedPoolHarness after = SharedPoolHarness.with(FAST, SLOW)
                .started(ON_POOLS, stored, 600)
                .demand(600, "checkout", 85);

        List<Decision> decisions = after.decisions("checkout");
        assertThat(decisions.get(0).current())
                .isEqualTo(before.decisions("checkout")
                        .get(before.decisions("checkout").size() - 1)
                        .target());
        assertThat(decisions).allMatch(decision -> decision.target() >= 9);
        assertThat(after.commands("checkout")).extracting(Output.Command::pool).isSubsetOf("fast", "slow");
        assertThat(after.commands("checkout")).hasSizeLessThan(8);
    }

    @Test
    void what_was_lost_is_written_as_it_is_now_and_is_then_whole() throws IOException {
        Map<StatePart, byte[]> stored = storedAfter(100);
        stored.put(StatePart.LEDGER, new byte[] {1});
        stored.put(StatePart.COSTS, new byte[] {2});
        ServiceLoop again = restored(stored);
        assertThat(again.lost()).containsExactlyInAnyOrder(StatePart.LEDGER, StatePart.COSTS);

        write(again, stored);

        assertThat(restored(stored).lost()).isEmpty();
    }

    /** Whatever the bytes are: random ones, ones that were changed, cut or made longer. */
    @Test
    void no_bytes_in_the_store_stop_a_service() throws IOException {
        Map<StatePart, byte[]> good = storedAfter(100);
        SplittableRandom random = new SplittableRandom(41);
        for (int round = 0; round < 400; round++) {
            Map<StatePart, byte[]> stored = new EnumMap<>(good);
            TreeSet<StatePart> spoiled = new TreeSet<>();
            for (StatePart part : StatePart.values()) {
                if (stored.containsKey(part) && random.nextInt(3) == 0) {
                    stored.put(part, Spoil.bytes(stored.get(part), random));
                    spoiled.add(part);
                }
            }
            ServiceLoop again = restored(stored);
            assertThat(again.lost()).as("round %d", round).isEqualTo(spoiled);
            assertThat(drive(again, 100, 103)).isNotEmpty();
        }
    }

    /** The checksum is right and the bytes are not: written by a version that forgot to raise its number. */
    @Test
    void no_contents_of_a_good_envelope_make_reading_fail() throws IOException {
        Map<StatePart, byte[]> good = storedAfter(100);
        SplittableRandom random = new SplittableRandom(43);
        for (int round = 0; round < 2000; round++) {
            Map<StatePart, byte[]> stored = new EnumMap<>(good);
            for (StatePart part : StatePart.values()) {
                if (stored.containsKey(part) && random.nextInt(2) == 0) {
                    byte[] bare = StateEnvelope.open(stored.get(part)).bytes();
                    stored.put(part, StateEnvelope.seal(part.version(), Spoil.bytes(bare, random)));
                }
            }
            // it may be read as something else; that it can be read at all is what counts
            assertThat(restored(stored).lost()).isNotNull();
        }
    }

    private static ServiceLoop restored(Map<StatePart, byte[]> stored) {
        ServiceLoop loop = new ServiceLoop("checkout", SETTINGS);
        assertThat(loop.read(part -> Optional.ofNullable(stored.get(part)), Optional.of(POLICY)))
                .isTrue();
        return loop;
    }

    private static Map<StatePart, byte[]> storedAfter(int windows) {
        ServiceLoop loop = new ServiceLoop("checkout", SETTINGS);
        loop.policy(Optional.of(POLICY));
        Map<StatePart, byte[]> stored = new EnumMap<>(StatePart.class);
        drive(loop, 0, windows, stored);
        return stored;
    }

    private static Output.Command newestCommand(int windows) {
        ServiceLoop loop = new ServiceLoop("checkout", SETTINGS);
        loop.policy(Optional.of(POLICY));
        List<Output.Command> commands = commands(drive(loop, 0, windows));
        return commands.get(commands.size() - 1);
    }

    private static long newestGeneration(int windows) {
        return newestCommand(windows).generation();
    }

    private static List<Output> drive(ServiceLoop loop, int from, int to) {
        return drive(loop, from, to, new EnumMap<>(StatePart.class));
    }

    /** Demand that rises and falls; commands are carried out, and each window is written. */
    private static List<Output> drive(ServiceLoop loop, int from, int to, Map<StatePart, byte[]> stored) {
        List<Output> outputs = new ArrayList<>();
        for (int window = from; window < to; window++) {
            double requests = 1500 + 1400 * Math.sin(window / 6.0);
            long end = START + 10_000L * (window + 1);
            Step step = loop.report(ServiceHarness.of(10.0 * window, 10.0 * (window + 1), Math.rint(requests)), end);
            outputs.addAll(step.outputs());
            for (Output.Command command : commands(step.outputs())) {
                loop.acknowledged(
                        new Acknowledgement(
                                command.pool(),
                                command.generation(),
                                Status.READY,
                                command.replicas(),
                                OptionalInt.of(command.replicas()),
                                command.issuedAt(),
                                Instant.ofEpochMilli(end + 1000)),
                        end + 1000);
            }
            write(loop, stored);
        }
        return outputs;
    }

    private static void write(ServiceLoop loop, Map<StatePart, byte[]> stored) {
        for (StatePart part : loop.changed()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                loop.write(part, new DataOutputStream(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            stored.put(part, bytes.toByteArray());
        }
    }

    private static List<Output.Command> commands(List<Output> outputs) {
        return outputs.stream()
                .filter(Output.Command.class::isInstance)
                .map(Output.Command.class::cast)
                .toList();
    }

    private static List<Long> generations(List<Output> outputs) {
        return commands(outputs).stream().map(Output.Command::generation).toList();
    }

    private static List<Decision> decisions(List<Output> outputs) {
        return outputs.stream()
                .filter(Output.Decided.class::isInstance)
                .map(output -> ((Output.Decided) output).decision())
                .toList();
    }
}
