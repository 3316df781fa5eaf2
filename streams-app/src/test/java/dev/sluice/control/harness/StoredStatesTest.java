package dev.sluice.control.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.policy.Mode;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.SizeTerms;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.schedule.Author;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.state.StateEnvelope;
import dev.sluice.state.StatePart;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * States that released versions wrote are read by this one and mean what they meant. Each directory of {@code
 * src/test/resources/state} is what one version wrote of one service; {@code -Dsluice.state.write=DIRECTORY} writes another.
 */
final class StoredStatesTest {
    private static final Path STATES = Path.of("src/test/resources/state");
    private static final String SERVICE = "checkout";
    private static final double SECONDS = 9020;
    private static final int FORCED = 7;

    private static final long GIB = 1L << 30;
    private static final Resources MACHINE = new Resources(4, 16 * GIB, 0, 0, 0);
    private static final Pool CPU = new Pool("cpu", MACHINE, .4, 60, Duration.ofSeconds(30), Optional.empty());
    private static final MonthlyBudget BUDGET = new MonthlyBudget(50_000, MonthlyBudget.Kind.HARD, ZoneOffset.UTC);
    private static final Author ANNA = new Author("anna", "sale", ServiceHarness.START);

    /** What can be learned again may be lost to a later version; the rest never. */
    private static final Set<StatePart> LEARNED =
            Set.of(StatePart.OPEN_WINDOWS, StatePart.LEDGER, StatePart.MODEL, StatePart.CALLS, StatePart.USAGE);

    private static final ScalingPolicy POLICY = ScalingPolicy.of(SERVICE, 60)
            .withReplicas(new Bounds(0, 60))
            .withLeadTime(Duration.ofMinutes(1))
            .withPlacement(Placement.ANYWHERE
                    .withPools(List.of(new PoolTerms("cpu", OptionalDouble.of(10), 0)))
                    .withTenant("team")
                    .withSize(new SizeTerms(Mode.ADVISE, 1, Optional.empty(), Optional.empty())));

    static Stream<Path> states() throws IOException {
        try (Stream<Path> written = Files.list(STATES)) {
            return written.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void what_a_version_wrote_is_read_by_this_one(Path directory) throws IOException {
        Properties facts = facts(directory);
        SharedPoolHarness market = market().started(POLICY, parts(directory), SECONDS);
        assertThat(LEARNED).containsAll(market.lost(SERVICE));
        assertThat(market.lost(SERVICE)).doesNotContainAnyElementsOf(readable(directory));

        // what was set by hand still holds, over what was commanded
        market.demand(120, SERVICE, 200);
        Decision first = market.decisions(SERVICE).get(0);
        assertThat(first.current()).isEqualTo(Integer.parseInt(facts.getProperty("replicas")));
        assertThat(first.target()).isEqualTo(FORCED);
        assertThat(first.stages()).anyMatch(stage -> stage.detail().contains("anna"));

        // an hour later it no longer does, and what is commanded then is obeyed
        market.demand(4000, SERVICE, 400);
        long generation = Long.parseLong(facts.getProperty("generation"));
        assertThat(market.commands(SERVICE)).isNotEmpty().allMatch(command -> command.generation() > generation);
        assertThat(spent(market)).isGreaterThanOrEqualTo(Double.parseDouble(facts.getProperty("spent")));
    }

    /** Parts of a version that this one says that it reads. */
    private static List<StatePart> readable(Path directory) throws IOException {
        List<StatePart> readable = new ArrayList<>();
        for (Map.Entry<StatePart, byte[]> part : parts(directory).entrySet()) {
            if (part.getKey().reads(StateEnvelope.open(part.getValue()).version())) {
                readable.add(part.getKey());
            }
        }
        return readable;
    }

    @Test
    @EnabledIfSystemProperty(named = "sluice.state.write", matches = ".+")
    void write_what_this_version_writes() throws IOException {
        Path directory = Path.of(System.getProperty("sluice.state.write"));
        Files.createDirectories(directory);
        SharedPoolHarness market = market().under(POLICY)
                .using(SERVICE, .1, 1.0 * GIB, MACHINE)
                .demand(40, SERVICE, 200)
                .ready(SERVICE, "cpu")
                .demand(SECONDS - 40, SERVICE, 200)
                .set(
                        SERVICE,
                        new OverrideEvent.Set(new ServiceOverride(
                                "o1",
                                new ServiceOverride.Force(FORCED),
                                ANNA,
                                ServiceHarness.START,
                                ServiceHarness.START.plusSeconds((long) SECONDS + 3600))));
        market.ready(SERVICE, "cpu").restarted();
        for (Map.Entry<StatePart, byte[]> part : market.stored(SERVICE).entrySet()) {
            Files.write(directory.resolve(file(part.getKey())), part.getValue());
        }
        Output.Command newest = market.newest(SERVICE, "cpu").orElseThrow();
        Properties facts = new Properties();
        facts.setProperty("replicas", Integer.toString(newest.replicas()));
        facts.setProperty("generation", Long.toString(newest.generation()));
        facts.setProperty("spent", Double.toString(spent(market)));
        try (OutputStream out = Files.newOutputStream(directory.resolve("facts.properties"))) {
            facts.store(out, null);
        }
        assertThat(market.stored(SERVICE)).containsOnlyKeys(StatePart.values());
    }

    private static SharedPoolHarness market() {
        return SharedPoolHarness.with(CPU).declare("team", BUDGET);
    }

    /** Money that the service last told its tenant's budget to have spent. */
    private static double spent(SharedPoolHarness market) {
        return market.all(Output.Claimed.class).stream()
                .map(Output.Claimed::claim)
                .filter(claim -> claim.share().kind() == SharedResource.Kind.TENANT)
                .mapToDouble(claim -> claim.spend().spent())
                .reduce(0, (earlier, later) -> later);
    }

    private static Map<StatePart, byte[]> parts(Path directory) throws IOException {
        Map<StatePart, byte[]> parts = new EnumMap<>(StatePart.class);
        for (StatePart part : StatePart.values()) {
            Path file = directory.resolve(file(part));
            if (Files.exists(file)) {
                parts.put(part, Files.readAllBytes(file));
            }
        }
        return parts;
    }

    private static String file(StatePart part) {
        return part.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".bin";
    }

    private static Properties facts(Path directory) throws IOException {
        Properties facts = new Properties();
        try (InputStream in = Files.newInputStream(directory.resolve("facts.properties"))) {
            facts.load(in);
        }
        return facts;
    }
}
