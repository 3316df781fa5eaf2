package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.record.check.DeclarationChecks;
import dev.sluice.config.record.check.Limits;
import dev.sluice.config.record.check.Rejection;
import dev.sluice.events.AckStatus;
import dev.sluice.events.BoundsOverride;
import dev.sluice.events.DrainObjective;
import dev.sluice.events.Force;
import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.LatencyObjective;
import dev.sluice.events.PoolTerms;
import dev.sluice.events.RateLimit;
import dev.sluice.events.RateLimitType;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ResourceClaim;
import dev.sluice.events.ResourceKind;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.ScalingRules;
import dev.sluice.events.SelectPolicy;
import dev.sluice.events.ServiceBudget;
import dev.sluice.events.TenantBudget;
import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.AvroDeserializer;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.topology.intake.EventChecks;
import dev.sluice.topology.intake.EventProblems;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is just allowed passes; one more is a dead letter whose detail names the field. */
final class CheckBordersTest {
    private static final String SERVICE = "checkout";
    private static final Instant NOW = Instant.parse("2026-11-12T08:00:00Z");
    private static final long LATEST = EventChecks.latest(NOW.toEpochMilli());
    private static final long YEAR_MS = Limits.PERIOD_MS;
    private static final double ABOVE_AMOUNT = Math.nextUp(Limits.AMOUNT);

    /** Avro reads only classes that somebody trusts. */
    @BeforeAll
    static void trustTheContract() {
        new AvroDeserializer<>(ScalingPolicy.class).close();
    }

    static Stream<Arguments> policies() {
        return Stream.of(
                policy("minReplicas", 0, -1, ScalingPolicy.Builder::setMinReplicas),
                policy("maxReplicas", Limits.REPLICAS, Limits.REPLICAS + 1, ScalingPolicy.Builder::setMaxReplicas),
                policy("perReplica", 1e-9, 0.0, ScalingPolicy.Builder::setPerReplica),
                policy("perReplica", 1e15, Double.POSITIVE_INFINITY, ScalingPolicy.Builder::setPerReplica),
                policy("windowMs", Limits.WINDOW_MS, Limits.WINDOW_MS + 1, ScalingPolicy.Builder::setWindowMs),
                policy("leadTimeMs", 0L, -1L, ScalingPolicy.Builder::setLeadTimeMs),
                policy("leadTimeMs", Limits.LEAD_TIME_MS, Long.MAX_VALUE, ScalingPolicy.Builder::setLeadTimeMs),
                policy("warmUpMs", YEAR_MS, YEAR_MS + 1, ScalingPolicy.Builder::setWarmUpMs),
                policy("idleWindowMs", YEAR_MS, YEAR_MS + 1, ScalingPolicy.Builder::setIdleWindowMs),
                policy("paybackMs", YEAR_MS, YEAR_MS + 1, ScalingPolicy.Builder::setPaybackMs),
                policy("headroom", 10.0, Double.NaN, ScalingPolicy.Builder::setHeadroom),
                policy("startCost", 1e18, ABOVE_AMOUNT, ScalingPolicy.Builder::setStartCost),
                policy("costLimit", 1.0, .999, ScalingPolicy.Builder::setCostLimit),
                policy("priority", -1_000_000, -1_000_001, ScalingPolicy.Builder::setPriority),
                policy("weight", 1, 0, ScalingPolicy.Builder::setWeight),
                policy("tenant", name(253), name(254), ScalingPolicy.Builder::setTenant),
                policy("deadline", NOW, Instant.ofEpochMilli(-1), ScalingPolicy.Builder::setDeadline),
                policy("objective.withinMs", YEAR_MS, -1L, (p, ms) -> p.setObjective(new DrainObjective(ms))),
                policy("pools has 33 entries", 32, 33, (p, n) -> p.setPools(Collections.nCopies(n, pool("spot", 0)))),
                policy("pools[0].pool", name(253), name(254), (p, name) -> p.setPools(List.of(pool(name, 0)))),
                policy("pools[0].min", 0, -1, (p, min) -> p.setPools(List.of(pool("spot", min)))),
                policy("scaleUp.limits has 33 entries", 32, 33, (p, n) -> p.setScaleUp(rules(n, 1, 1000))),
                policy("scaleDown.limits[0].value", 0, -1, (p, value) -> p.setScaleDown(rules(1, value, 1000))),
                policy("scaleUp.limits[0].periodMs", YEAR_MS, YEAR_MS + 1, (p, ms) -> p.setScaleUp(rules(1, 1, ms))),
                policy("budget.perMonth", 0.0, -.01, (p, money) -> p.setBudget(budget(money))));
    }

    private static <T> Arguments policy(String field, T border, T beyond, BiConsumer<ScalingPolicy.Builder, T> set) {
        return Arguments.of(field, checked(border, set), checked(beyond, set));
    }

    private static <T> Rejection checked(T value, BiConsumer<ScalingPolicy.Builder, T> set) {
        ScalingPolicy.Builder policy =
                ScalingPolicy.newBuilder().setService(SERVICE).setMaxReplicas(10);
        set.accept(policy, value);
        return DeclarationChecks.of(SERVICE, policy.build());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void a_policy_may_say_what_the_limits_allow_and_no_more(String field, Rejection border, Rejection beyond) {
        assertThat(border.isRejected()).as(border.detail()).isFalse();
        assertImpossible(beyond, field);
    }

    @Test
    void the_first_thing_that_is_wrong_is_said_and_another_services_record_before_all() {
        ScalingPolicy policy = ScalingPolicy.newBuilder()
                .setService("cart")
                .setMaxReplicas(-1)
                .setWeight(0)
                .build();

        assertThat(DeclarationChecks.of(SERVICE, policy))
                .isEqualTo(new Rejection(
                        DeadLetter.Reason.KEY_IS_NOT_SERVICE, "the key is checkout, the value names cart"));
        assertImpossible(DeclarationChecks.of("cart", policy), "maxReplicas is -1");
    }

    @Test
    void an_override_is_held_to_the_same_number_of_replicas() {
        assertThat(override(new Force(Limits.REPLICAS), "x".repeat(4096)).isRejected())
                .isFalse();
        assertImpossible(override(new Force(Limits.REPLICAS + 1), ""), "replicas");
        assertImpossible(override(new BoundsOverride(-1, null), ""), "min");
        assertImpossible(override(new BoundsOverride(null, -1), ""), "max");
        assertThat(override(new BoundsOverride(null, null), "").isRejected()).isFalse();
        assertImpossible(override(new Force(1), "x".repeat(4097)), "reason has 4097 characters");
    }

    private static Rejection override(Object action, String reason) {
        ScalingOverride override = ScalingOverride.newBuilder()
                .setService(SERVICE)
                .setId("sale")
                .setOwner("anna")
                .setReason(reason)
                .setAt(NOW)
                .setFrom(NOW)
                .setUntil(NOW.plusSeconds(60))
                .setAction(action)
                .build();
        return DeclarationChecks.of(SERVICE, override);
    }

    @Test
    void a_claim_names_its_service_and_comes_from_no_far_future() {
        assertThat(DeclarationChecks.of(claim(SERVICE, 0, LATEST), LATEST).isRejected())
                .isFalse();
        assertThat(DeclarationChecks.of(claim(SERVICE, Long.MAX_VALUE, LATEST), LATEST)
                        .isRejected())
                .as("who will act on no grant")
                .isFalse();
        assertImpossible(DeclarationChecks.of(claim(SERVICE, 0, LATEST + 1), LATEST), "at");
        assertImpossible(DeclarationChecks.of(claim(SERVICE, -1, LATEST), LATEST), "seen");
        assertImpossible(DeclarationChecks.of(claim(SERVICE, Long.MAX_VALUE - 1, LATEST), LATEST), "seen");
        assertImpossible(DeclarationChecks.of(claim(" ", 0, LATEST), LATEST), "service is empty");
    }

    private static ResourceClaim claim(String service, long seen, long at) {
        return ResourceClaim.newBuilder()
                .setKind(ResourceKind.POOL)
                .setName("spot")
                .setService(service)
                .setWish(4)
                .setSeen(seen)
                .setAt(Instant.ofEpochMilli(at))
                .build();
    }

    @Test
    void prices_and_budgets_are_amounts_from_zero() {
        ResourcePool.Builder pool = ResourcePool.newBuilder().setName("spot");
        assertThat(DeclarationChecks.of(pool.setPricePerHour(0).build()).isRejected())
                .isFalse();
        assertImpossible(DeclarationChecks.of(pool.setPricePerHour(-.01).build()), "pricePerHour");
        assertImpossible(
                DeclarationChecks.of(pool.setPricePerHour(1).setLimit(-1).build()), "limit");
        TenantBudget.Builder budget = TenantBudget.newBuilder().setTenant("team-a");
        assertThat(DeclarationChecks.of(budget.setPerMonth(Limits.AMOUNT).build())
                        .isRejected())
                .isFalse();
        assertImpossible(DeclarationChecks.of(budget.setPerMonth(Double.NaN).build()), "perMonth");
    }

    @Test
    void a_bound_of_latency_that_cannot_be_meant_is_told_as_a_length_of_time() {
        ScalingPolicy.Builder policy =
                ScalingPolicy.newBuilder().setService(SERVICE).setMaxReplicas(5);
        double fortnight = Duration.ofDays(14).toMillis();
        assertThat(DeclarationChecks.of(SERVICE, below(policy, fortnight)).isRejected())
                .isFalse();
        assertThat(DeclarationChecks.of(SERVICE, below(policy, fortnight * 2)).detail())
                .isEqualTo("objective.belowMs is 28d, not from 0 to 14d");
        assertImpossible(DeclarationChecks.of(SERVICE, below(policy, Double.NaN)), "objective.belowMs is NaNms");
    }

    private static ScalingPolicy below(ScalingPolicy.Builder policy, double millis) {
        return policy.setObjective(new LatencyObjective(.95, millis)).build();
    }

    @Test
    void a_key_is_text_of_at_most_253_characters() {
        assertThat(key(name(253)).isRejected()).isFalse();
        assertImpossible(key(name(254)), "254 characters");
        assertImpossible(key("\t "), "the key is empty");
        byte[] broken = {'a', (byte) 0xC3};
        Rejection rejection = EventChecks.key(broken, new String(broken, StandardCharsets.UTF_8));
        assertThat(rejection.reason()).isEqualTo(DeadLetter.Reason.UNREADABLE);
        assertThat(rejection.isRejected()).isTrue();
    }

    private static Rejection key(String service) {
        return EventChecks.key(service.getBytes(StandardCharsets.UTF_8), service);
    }

    /** The quick check of the fast decoder and the one that explains must not differ. */
    @Test
    void both_checks_of_an_interval_say_the_same() {
        long day = Duration.ofDays(1).toMillis();
        long[] borders = {-1, 0, 1, day, day + 1, LATEST - day, LATEST - day - 1, LATEST - 1, LATEST, LATEST + 1};
        Random random = new Random(3);
        int accepted = 0;
        for (int i = 0; i < 2000; i++) {
            long from = borders[random.nextInt(borders.length)];
            long to =
                    random.nextBoolean() ? borders[random.nextInt(borders.length)] : from + day + random.nextInt(3) - 1;
            boolean possible = EventChecks.isInterval(from, to, LATEST);
            RequestRateEvent report = RequestRateEvent.newBuilder()
                    .setService(SERVICE)
                    .setInstance("r1")
                    .setFrom(Instant.ofEpochMilli(from))
                    .setTo(Instant.ofEpochMilli(to))
                    .setRequests(1)
                    .build();
            assertThat(EventChecks.of(SERVICE, report, LATEST).isRejected())
                    .as("from %d to %d", from, to)
                    .isEqualTo(!possible);
            accepted += possible ? 1 : 0;
        }
        assertThat(accepted).isBetween(100, 1900);
    }

    @Test
    void a_report_counts_from_zero_and_its_clock_may_be_ten_minutes_ahead() {
        assertThat(LATEST).isEqualTo(NOW.plus(Duration.ofMinutes(10)).toEpochMilli());
        assertImpossible(EventChecks.of(SERVICE, report().setRequests(-1).build(), LATEST), "requests");
        assertImpossible(EventChecks.of(SERVICE, report().setErrors(-1).build(), LATEST), "errors");
        assertImpossible(EventChecks.of(SERVICE, report().setQueueDepth(-1L).build(), LATEST), "queueDepth");
        assertImpossible(EventChecks.of(SERVICE, report().setUnits(ABOVE_AMOUNT).build(), LATEST), "units");
        assertImpossible(EventChecks.of(SERVICE, report().setInstance(name(254)).build(), LATEST), "instance");
        UsageEvent killed = UsageEvent.newBuilder()
                .setService(SERVICE)
                .setInstance("r1")
                .setFrom(NOW)
                .setTo(NOW.plusSeconds(1))
                .setOutOfMemoryKills(-1)
                .build();
        assertImpossible(EventChecks.of(SERVICE, killed, LATEST), "outOfMemoryKills");
    }

    static Stream<Arguments> wrongTokens() {
        return Stream.of(
                Arguments.of("promptTokens is -1", report().setPromptTokens(-1L)),
                Arguments.of("outputTokens is -1", report().setOutputTokens(-1L)),
                Arguments.of(
                        "cachedPromptTokens is -1", report().setPromptTokens(1L).setCachedPromptTokens(-1L)),
                Arguments.of(
                        "cachedPromptTokens is 12, more than promptTokens, which is 11",
                        report().setPromptTokens(11L).setCachedPromptTokens(12L)),
                Arguments.of(
                        "cachedPromptTokens is 0, more than promptTokens, which is not said",
                        report().setCachedPromptTokens(0L)),
                Arguments.of("kvCacheUsage is 1.7, not from 0 to 1", report().setKvCacheUsage(1.7)),
                Arguments.of("kvCacheUsage is -0.1, not from 0 to 1", report().setKvCacheUsage(-.1)),
                Arguments.of("kvCacheUsage is NaN, not from 0 to 1", report().setKvCacheUsage(Double.NaN)),
                Arguments.of("requestsRunning is NaN", report().setRequestsRunning(Double.NaN)),
                Arguments.of("requestsRunning is -1", report().setRequestsRunning(-1.)),
                Arguments.of("requestsRunning is Infinity", report().setRequestsRunning(Double.POSITIVE_INFINITY)),
                Arguments.of("timeToFirstToken: scale must be", report().setTimeToFirstToken(histogram(21, 1))),
                Arguments.of(
                        "interTokenTime: a histogram holds no negative", report().setInterTokenTime(histogram(3, -1))));
    }

    private static LatencyHistogram histogram(int scale, long count) {
        return new LatencyHistogram(scale, 0L, 4, List.of(count));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTokens")
    void a_report_of_tokens_that_cannot_be_names_the_field_and_its_value(String said, RequestRateEvent.Builder report) {
        Rejection rejection = EventChecks.of(SERVICE, report.build(), LATEST);

        assertThat(rejection.reason()).isEqualTo(DeadLetter.Reason.IMPOSSIBLE_VALUE);
        assertThat(rejection.detail()).startsWith(said);
        assertThat(EventProblems.of(report.build(), NOW.toEpochMilli()))
                .extracting(EventProblems.Problem::field)
                .containsExactly(said.split("[ :]")[0]);
    }

    @Test
    void all_tokens_may_come_from_the_cache_and_the_cache_may_be_full() {
        assertThat(EventChecks.of(
                                SERVICE,
                                report().setPromptTokens(Long.MAX_VALUE)
                                        .setCachedPromptTokens(Long.MAX_VALUE)
                                        .setOutputTokens(0L)
                                        .setKvCacheUsage(1.)
                                        .setRequestsRunning(0.)
                                        .setTimeToFirstToken(histogram(20, 0))
                                        .build(),
                                LATEST)
                        .isRejected())
                .isFalse();
    }

    private static RequestRateEvent.Builder report() {
        return RequestRateEvent.newBuilder()
                .setService(SERVICE)
                .setInstance("r1")
                .setFrom(NOW)
                .setTo(NOW.plusSeconds(10))
                .setRequests(5);
    }

    @Test
    void an_acknowledgement_may_carry_any_time_but_no_generation_after_which_none_is_left() {
        ScalingAck.Builder ack = ScalingAck.newBuilder()
                .setService(SERVICE)
                .setStatus(AckStatus.APPLIED)
                .setReplicas(3)
                .setIssuedAt(NOW)
                .setAt(Instant.ofEpochMilli(-5))
                .setExecutor("kubernetes");
        assertThat(EventChecks.of(SERVICE, ack.setGeneration(Limits.GENERATION).build())
                        .isRejected())
                .isFalse();
        assertImpossible(
                EventChecks.of(SERVICE, ack.setGeneration(Limits.GENERATION + 1).build()), "generation");
        assertImpossible(
                EventChecks.of(SERVICE, ack.setGeneration(1).setReady(-1).build()), "ready");
    }

    private static void assertImpossible(Rejection rejection, String detail) {
        assertThat(rejection.isRejected()).as(detail).isTrue();
        assertThat(rejection.reason()).isEqualTo(DeadLetter.Reason.IMPOSSIBLE_VALUE);
        assertThat(rejection.detail()).contains(detail);
    }

    private static String name(int length) {
        return "n".repeat(length);
    }

    private static PoolTerms pool(String name, int min) {
        return PoolTerms.newBuilder().setPool(name).setMin(min).build();
    }

    private static ScalingRules rules(int limits, int value, long periodMs) {
        RateLimit limit = new RateLimit(RateLimitType.REPLICAS, value, periodMs);
        return ScalingRules.newBuilder()
                .setSelect(SelectPolicy.MAX)
                .setLimits(Collections.nCopies(limits, limit))
                .build();
    }

    private static ServiceBudget budget(double perMonth) {
        return ServiceBudget.newBuilder().setPerMonth(perMonth).build();
    }
}
