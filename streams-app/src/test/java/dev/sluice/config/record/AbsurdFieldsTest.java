package dev.sluice.config.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.manifest.DrawnManifests;
import dev.sluice.config.record.check.DeclarationChecks;
import dev.sluice.config.record.check.Limits;
import dev.sluice.config.record.check.Rejection;
import dev.sluice.events.BoundsOverride;
import dev.sluice.events.Force;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.ScheduledBounds;
import dev.sluice.schemas.AvroDeserializer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A declaration in which one field, however deep, holds what nobody can mean is refused, and the refusal names the field. So
 * a field that is added to the contract without a limit is found here.
 */
final class AbsurdFieldsTest {
    private static final int DRAWN = 60;
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");

    /** What a message calls a field where it does not use the name of the record. */
    private static final Map<String, String> WORDS = Map.of(
            "leadQuantile", "quantile",
            "periodMs", "per");

    /** Avro reads only classes that somebody trusts. */
    @BeforeAll
    static void trustTheContract() {
        new AvroDeserializer<>(ScalingPolicy.class).close();
    }

    @Test
    void of_a_policy() {
        DrawnManifests drawn = new DrawnManifests(401);
        Set<String> seen = absurd(
                401,
                () -> PolicyCodec.toRecord(drawn.policy("search")),
                policy -> refusal(DeclarationChecks.of("search", policy), () -> PolicyCodec.fromRecord(policy)));

        assertThat(seen)
                .as("fields that were made absurd")
                .contains(
                        "service",
                        "minReplicas",
                        "maxReplicas",
                        "perReplica",
                        "moreSignals[].perReplica",
                        "windowMs",
                        "leadTimeMs",
                        "leadQuantile",
                        "drainMs",
                        "scaleUp.limits[].periodMs",
                        "scaleDown.tolerance",
                        "objective.quantile",
                        "objective.belowMs",
                        "tokens.firstToken.slack",
                        "tokens.interToken.quantile",
                        "lag.topics[]",
                        "lag.rebalanceMs",
                        "pools[].pool",
                        "poolSpeeds[].speed",
                        "roles.decode.rate",
                        "budget.perMonth",
                        "size.gpuSlice",
                        "size.least.memory",
                        "size.most.storage");
    }

    @Test
    void of_a_pool() {
        DrawnManifests drawn = new DrawnManifests(402);
        Set<String> seen = absurd(
                402,
                () -> PoolCodec.toRecord(drawn.pool()),
                pool -> refusal(DeclarationChecks.of(pool), () -> PoolCodec.fromRecord(pool)));

        assertThat(seen)
                .contains(
                        "name",
                        "pricePerHour",
                        "limit",
                        "leadTimeMs",
                        "spot.interruptionsPerHour",
                        "perReplica.cpu",
                        "perReplica.memory",
                        "perReplica.gpu",
                        "perReplica.gpuMemory",
                        "perReplica.storage");
    }

    @Test
    void of_a_budget() {
        DrawnManifests drawn = new DrawnManifests(403);
        Set<String> seen = absurd(
                403,
                () -> BudgetCodec.toRecord("retail", drawn.budget()),
                budget -> refusal(DeclarationChecks.of(budget), () -> BudgetCodec.fromRecord(budget)));

        assertThat(seen).containsExactlyInAnyOrder("tenant", "perMonth", "zone");
    }

    @Test
    void of_an_override() {
        Random random = new Random(404);
        Set<String> seen = absurd(
                404,
                () -> ScalingOverride.newBuilder()
                        .setService("checkout")
                        .setId("sale")
                        .setOwner("anna")
                        .setReason("launch")
                        .setAt(EIGHT)
                        .setFrom(EIGHT)
                        .setUntil(EIGHT.plusSeconds(60))
                        .setAction(action(random))
                        .build(),
                override ->
                        refusal(DeclarationChecks.of("checkout", override), () -> OverrideCodec.fromRecord(override)));

        assertThat(seen)
                .contains(
                        "service",
                        "id",
                        "owner",
                        "reason",
                        "action.replicas",
                        "action.min",
                        "action.max",
                        "action.start",
                        "action.end",
                        "action.lastingMs",
                        "action.zone");
    }

    private static Object action(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Force(3);
            case 1 -> new BoundsOverride(2, 9);
            case 2 -> new ScheduledBounds(2, 9, "0 8 * * *", "0 9 * * *", null, "Europe/Berlin");
            default -> new ScheduledBounds(2, 9, "0 8 * * *", null, 3_600_000L, "Europe/Berlin");
        };
    }

    /** The fields that were changed, each alone in each drawn record, by their paths; each change must be refused. */
    private static <T extends SpecificRecord> Set<String> absurd(
            long seed, Supplier<T> draw, Function<T, Optional<String>> refusal) {
        Random random = new Random(seed);
        Set<String> seen = new TreeSet<>();
        Map<String, String> unnamed = new TreeMap<>();
        for (int i = 0; i < DRAWN; i++) {
            T record = draw.get();
            assertThat(refusal.apply(record)).as("as drawn: %s", record).isEmpty();
            List<Leaf> leaves = new ArrayList<>();
            collect("", record, leaves);
            leaves.removeIf(leaf -> isUnread(record, leaf));
            for (Leaf leaf : leaves) {
                Object absurd = absurd(leaf.value(), random);
                leaf.owner().accept(absurd);
                Optional<String> said = refusal.apply(record);
                assertThat(said).as("%s set to %.40s", leaf.path(), absurd).isPresent();
                if (!said.get().contains(leaf.word())) {
                    unnamed.put(leaf.path(), said.get());
                }
                leaf.owner().accept(leaf.value());
                seen.add(leaf.path());
            }
        }
        assertThat(unnamed).as("refusals that do not name their field").isEmpty();
        return seen;
    }

    /** Earlier releases read the objective beside a deadline or tokens: it is there for them alone. */
    private static boolean isUnread(SpecificRecord record, Leaf leaf) {
        return record instanceof ScalingPolicy policy
                && (policy.getDeadline() != null || policy.getTokens() != null)
                && leaf.path().startsWith("objective.");
    }

    private record Leaf(String path, Object value, Consumer<Object> owner) {
        /** The word by which a message must name it. */
        String word() {
            String last = path.substring(path.lastIndexOf('.') + 1).replace("[]", "");
            return WORDS.getOrDefault(last, last.replaceAll("Ms$", ""));
        }
    }

    /** All fields that hold a number or a text; times are only compared with one another and have no limit alone. */
    private static void collect(String under, SpecificRecord record, List<Leaf> leaves) {
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            String path = under.isEmpty() ? field.name() : under + "." + field.name();
            if (value instanceof SpecificRecord below) {
                collect(path, below, leaves);
            } else if (value instanceof List<?> list) {
                collect(path + "[]", list, changed -> record.put(field.pos(), changed), leaves);
            } else if (value instanceof Number || value instanceof String) {
                leaves.add(new Leaf(path, value, absurd -> record.put(field.pos(), absurd)));
            }
        }
    }

    private static void collect(String path, List<?> list, Consumer<List<Object>> owner, List<Leaf> leaves) {
        for (int i = 0; i < list.size(); i++) {
            int at = i;
            if (list.get(i) instanceof SpecificRecord below) {
                collect(path, below, leaves);
            } else if (list.get(i) instanceof String text) {
                leaves.add(new Leaf(path, text, absurd -> {
                    List<Object> changed = new ArrayList<>(list);
                    changed.set(at, absurd);
                    owner.accept(changed);
                }));
            }
        }
    }

    private static Object absurd(Object value, Random random) {
        if (value instanceof Double) {
            return List.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -1e300)
                    .get(random.nextInt(4));
        }
        if (value instanceof Integer) {
            return Integer.MIN_VALUE;
        }
        return value instanceof Long ? Long.MIN_VALUE : "x".repeat(Limits.TEXT + 1);
    }

    /** What {@code run} says of a record: its limits first, then whether it can be at all. */
    private static Optional<String> refusal(Rejection beyond, Runnable read) {
        if (beyond.isRejected()) {
            return Optional.of(beyond.detail());
        }
        try {
            read.run();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
