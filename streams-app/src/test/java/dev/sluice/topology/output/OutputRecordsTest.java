package dev.sluice.topology.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Allotment;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.LearnedLead;
import dev.sluice.control.message.decision.PoolPart;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.decision.Verdict;
import dev.sluice.cost.Account;
import dev.sluice.cost.HourCost;
import dev.sluice.demand.GroupLag;
import dev.sluice.demand.Signal;
import dev.sluice.events.CommandedPool;
import dev.sluice.events.DecisionStage;
import dev.sluice.events.ExpertShare;
import dev.sluice.events.Outcome;
import dev.sluice.events.PolicyVerdict;
import dev.sluice.events.PoolShare;
import dev.sluice.events.ReplicaSize;
import dev.sluice.events.ResourceCost;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.forecast.ExpertWeight;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Resources;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.schemas.AvroDeserializer;
import dev.sluice.sizing.contest.RuleFamily;
import dev.sluice.sizing.contest.RuleScore;
import dev.sluice.sizing.contest.Sizing;
import dev.sluice.topology.intake.LagRecords;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every field of what a loop sends reaches the record. */
final class OutputRecordsTest {
    private static final Instant NOW = Instant.parse("2026-11-12T08:00:00.123Z");
    private static final Instant FROM = NOW.minusSeconds(20);
    private static final Resources SIZE = new Resources(1.5, 2L << 30, .5, 4L << 30, 7L << 30);
    private static final ReplicaSize SIZE_RECORD = new ReplicaSize(1.5, 2L << 30, .5, 4L << 30, 7L << 30);
    private static final Verdict VERDICT = new Verdict(
            26.5,
            OptionalDouble.of(.004),
            .01,
            OptionalDouble.of(.002),
            OptionalDouble.of(.83),
            OptionalDouble.of(.94),
            Optional.of(new Verdict.Worst(FROM, .25)));
    private static final List<PoolPart> PARTS = List.of(
            new PoolPart("spot", 7, OptionalInt.of(6), 11.5, .25, 600),
            new PoolPart("main", 3, OptionalInt.empty(), 12.5, .75, 400));
    private static final List<PoolShare> PART_RECORDS =
            List.of(new PoolShare("spot", 7, 6, 11.5, .25, 600), new PoolShare("main", 3, null, 12.5, .75, 400));

    private static final GroupLag LAG = new GroupLag(
            "workers",
            12,
            1,
            2,
            true,
            3,
            50,
            List.of(
                    new GroupLag.Partition("orders", 7, 90, .5, true),
                    new GroupLag.Partition("orders", 3, 40, 1.25, false)));

    /** Avro reads only classes that somebody trusts. */
    @BeforeAll
    static void trustTheContract() {
        new AvroDeserializer<>(ScalingPolicy.class).close();
    }

    @Test
    void a_decision_says_what_was_seen_forecast_and_planned() throws IOException {
        ScalingDecision record = ScalingDecision.fromByteBuffer(
                OutputRecords.decision(decision()).toByteBuffer());

        assertThat(record.getService()).isEqualTo("checkout");
        assertThat(record.getId()).isEqualTo("checkout@2026-11-12T08:00:00.123Z#42");
        assertThat(record.getAt()).isEqualTo(NOW);
        assertThat(record.getTrigger()).isEqualTo(dev.sluice.events.Trigger.RUNNING_WINDOW);
        assertThat(record.getSignal()).isEqualTo(dev.sluice.events.Signal.REQUESTS);
        assertThat(record.getWindowFrom()).isEqualTo(FROM);
        assertThat(record.getWindowTo()).isEqualTo(NOW.minusSeconds(10));
        assertThat(record.getSeen()).isEqualTo(60.75);
        assertThat(record.getWaiting()).isEqualTo(270);
        assertThat(record.getForecast()).isEqualTo(97.25);
        assertThat(record.getUpper()).isEqualTo(110.5);
        assertThat(record.getForecastUsable()).isTrue();
        assertThat(record.getPerReplica()).isEqualTo(11.25);
        assertThat(record.getLeadTimeMs()).isEqualTo(90_000L);
        assertThat(record.getLeadTimeQuantile()).isEqualTo(.9);
        assertThat(record.getLeadTimeStarts()).isEqualTo(17);
        assertThat(record.getRule()).isEqualTo(new dev.sluice.events.RuleScore("forecast + 2", .01, 1.2, 10));
        assertThat(record.getRunnerUp()).isEqualTo(new dev.sluice.events.RuleScore("reactive .7", .02, 1.1, 9));
        assertThat(record.getExperts())
                .containsExactly(new ExpertShare("weekly", .75, 95.0), new ExpertShare("last", .25, 90.0));
    }

    @Test
    void a_decision_says_what_was_decided_and_why() throws IOException {
        ScalingDecision record = ScalingDecision.fromByteBuffer(
                OutputRecords.decision(decision()).toByteBuffer());

        assertThat(record.getOutcome()).isEqualTo(Outcome.UP);
        assertThat(record.getReason()).isEqualTo(dev.sluice.events.Reason.FORECAST);
        assertThat(record.getMode()).isEqualTo(dev.sluice.events.Mode.ADVISE);
        assertThat(record.getStages())
                .containsExactly(new DecisionStage(
                        "rate limit", 12, 10, dev.sluice.events.Reason.UP_RATE_LIMITED, "4 in a minute"));
        assertThat(record.getCurrent()).isEqualTo(6);
        assertThat(record.getReady()).isEqualTo(5);
        assertThat(record.getTarget()).isEqualTo(10);
        assertThat(record.getGeneration()).isEqualTo(17);
        assertThat(record.getDetail()).isEqualTo("88.5 seen");
        assertThat(record.getAllocation()).isEqualTo(PART_RECORDS);
        assertThat(record.getPricePerHour()).isEqualTo(4);
        assertThat(record.getStanding()).containsExactly("anna froze down");
        assertThat(record.getSize()).isEqualTo(SIZE_RECORD);
        assertThat(record.getSizeAdvice()).isEqualTo("from usage");
        assertThat(record.getCommanded())
                .containsExactly(new CommandedPool("spot", 7, 16L), new CommandedPool("main", 3, 17L));
    }

    @Test
    void a_decision_says_how_decisions_have_done() throws IOException {
        ScalingDecision record = ScalingDecision.fromByteBuffer(
                OutputRecords.decision(decision()).toByteBuffer());

        assertThat(record.getVerdict()).isEqualTo(new PolicyVerdict(26.5, .004, .01, .002, .83, .94, FROM, .25));
        assertThat(OutputRecords.decision(decision().with(Optional.empty())).getVerdict())
                .isNull();
    }

    /** A field that is added to the contract must be filled here too. */
    @Test
    void no_field_of_a_full_decision_or_command_is_left_out() {
        assertThat(missing(OutputRecords.decision(decision()))).isEmpty();
        assertThat(missing(OutputRecords.command(command()))).isEmpty();
    }

    private static List<String> missing(SpecificRecord record) {
        return record.getSchema().getFields().stream()
                .filter(field -> record.get(field.pos()) == null
                        || (record.get(field.pos()) instanceof List<?> list && list.isEmpty()))
                .map(Schema.Field::name)
                .toList();
    }

    @Test
    void what_a_decision_does_not_know_is_null_and_not_zero() {
        ScalingDecision record = OutputRecords.decision(new Decision(
                "checkout",
                1,
                NOW,
                Trigger.TICK,
                Reason.NO_REPORT,
                Mode.ACT,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                4,
                OptionalInt.empty(),
                4,
                0,
                "",
                Allotment.PLAIN,
                List.of(),
                Optional.empty()));

        assertThat(record.getOutcome()).isEqualTo(Outcome.HOLD);
        assertThat(missing(record))
                .containsExactlyInAnyOrder(
                        "signal",
                        "windowFrom",
                        "windowTo",
                        "seen",
                        "forecast",
                        "upper",
                        "perReplica",
                        "leadTimeMs",
                        "rule",
                        "runnerUp",
                        "experts",
                        "stages",
                        "ready",
                        "allocation",
                        "pricePerHour",
                        "standing",
                        "size",
                        "commanded",
                        "leadTimeQuantile",
                        "leadTimeStarts",
                        "verdict",
                        "lag",
                        "waiting",
                        "timeToDrainMs");
        assertThat(record.getForecastUsable()).isFalse();
    }

    @Test
    void demand_that_is_the_lag_of_a_group_is_written_as_a_backlog_with_what_is_known_of_its_partitions()
            throws IOException {
        Decision.Seen seen = new Decision.Seen(
                FROM, NOW, Signal.LAG, OptionalDouble.of(60.25), OptionalDouble.of(470), Optional.of(LAG));

        ScalingDecision record = ScalingDecision.fromByteBuffer(
                OutputRecords.decision(decisionOn(seen)).toByteBuffer());

        assertThat(record.getSignal()).isEqualTo(dev.sluice.events.Signal.BACKLOG);
        assertThat(LagRecords.lag(record.getLag())).isEqualTo(LAG);
        // six replicas read 11.25 per second each: 420 that are not stuck, of which .5 per second less arrive
        assertThat(record.getTimeToDrainMs()).isEqualTo(Math.round(420_000 / (6 * 11.25 - 59.75)));
    }

    @Test
    void demand_in_tokens_is_written_as_units_with_a_mark() throws IOException {
        Decision.Seen seen = new Decision.Seen(FROM, NOW, Signal.TOKENS, OptionalDouble.of(5200));

        ScalingDecision record = ScalingDecision.fromByteBuffer(
                OutputRecords.decision(decisionOn(seen)).toByteBuffer());

        assertThat(record.getSignal()).isEqualTo(dev.sluice.events.Signal.UNITS);
        assertThat(record.getTokens()).isTrue();
        assertThat(OutputRecords.decision(decision()).getTokens()).isFalse();
    }

    @Test
    void a_command_says_what_to_run_until_when_and_from_which_decision() throws IOException {
        ScalingCommand record =
                ScalingCommand.fromByteBuffer(OutputRecords.command(command()).toByteBuffer());

        assertThat(record.getService()).isEqualTo("checkout");
        assertThat(record.getPool()).isEqualTo("spot");
        assertThat(record.getReplicas()).isEqualTo(7);
        assertThat(record.getPrevious()).isEqualTo(5);
        assertThat(record.getGeneration()).isEqualTo(16);
        assertThat(record.getReason()).isEqualTo(dev.sluice.events.Reason.FORECAST);
        assertThat(record.getDecisionId()).isEqualTo(decision().id());
        assertThat(record.getEvidence()).isEqualTo("88.5 seen");
        assertThat(record.getIssuedAt()).isEqualTo(NOW);
        assertThat(record.getValidUntil()).isEqualTo(NOW.plusSeconds(300));
        assertThat(record.getAllocation()).isEqualTo(PART_RECORDS);
        assertThat(record.getSize()).isEqualTo(SIZE_RECORD);
    }

    @Test
    void a_cost_says_whose_hour_it_was_in_seconds_and_money() {
        HourCost hour = new HourCost(7_200_000, List.of(new HourCost.Slice(2, 5_400_000, 3_600_000)), 1_500, 3);

        ResourceCost record = OutputRecords.cost(
                new Output.Costed(new Account("checkout", "spot", "team-a"), hour, true, OptionalDouble.of(41.5)));

        assertThat(record)
                .extracting(ResourceCost::getService, ResourceCost::getPool, ResourceCost::getTenant)
                .isEqualTo(tuple("checkout", "spot", "team-a").toList());
        assertThat(record.getHour()).isEqualTo(Instant.parse("1970-01-01T02:00:00Z"));
        assertThat(record.getReplicaSeconds()).isEqualTo(5400);
        assertThat(record.getReadySeconds()).isEqualTo(1.5);
        assertThat(record.getPricePerHour()).isEqualTo(2);
        assertThat(record.getCost()).isEqualTo(3);
        assertThat(record.getStaticPeakCost()).isEqualTo(6);
        assertThat(record.getPeak()).isEqualTo(3);
        assertThat(record.getClosed()).isTrue();
        assertThat(record.getSpentThisMonth()).isEqualTo(41.5);
    }

    private static Output.Command command() {
        return new Output.Command(
                decision(),
                decision().commanded().get(0),
                NOW.plusSeconds(300),
                Optional.of(SIZE),
                Optional.of(Duration.ofSeconds(30)));
    }

    private static Decision decision() {
        return decisionOn(new Decision.Seen(
                FROM,
                NOW.minusSeconds(10),
                Signal.REQUESTS,
                OptionalDouble.of(60.75),
                OptionalDouble.of(270),
                Optional.of(LAG)));
    }

    private static Decision decisionOn(Decision.Seen seen) {
        return new Decision(
                "checkout",
                42,
                NOW,
                Trigger.RUNNING_WINDOW,
                Reason.FORECAST,
                Mode.ADVISE,
                Optional.of(seen),
                Optional.of(plan()),
                List.of(new Stage(Stage.Name.RATE_LIMIT, 12, 10, Reason.UP_RATE_LIMITED, "4 in a minute")),
                6,
                OptionalInt.of(5),
                10,
                17,
                "88.5 seen",
                new Allotment(PARTS, OptionalDouble.of(4), List.of("anna froze down"), Optional.of(SIZE), "from usage"),
                List.of(new Decision.Commanded("spot", 7, 5, 16), new Decision.Commanded("main", 3, 1, 17)),
                Optional.of(VERDICT));
    }

    private static SizingPlan plan() {
        return new SizingPlan(
                new Sizing(10, 110.5, RuleFamily.FORECAST),
                OptionalDouble.of(97.25),
                true,
                11.25,
                Duration.ofSeconds(90),
                Optional.of(new LearnedLead(.9, 17)),
                Optional.of(new RuleScore("forecast + 2", RuleFamily.FORECAST, 10, .01, 1.2)),
                Optional.of(new RuleScore("reactive .7", RuleFamily.REACTIVE, 9, .02, 1.1)),
                List.of(new ExpertWeight("weekly", .75, 95), new ExpertWeight("last", .25, 90)));
    }
}
