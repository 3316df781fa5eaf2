package dev.sluice.web.model.summary;

import static dev.sluice.web.model.summary.ServiceState.ATTENTION;
import static dev.sluice.web.model.summary.ServiceState.OK;
import static dev.sluice.web.model.summary.ServiceState.TROUBLE;
import static dev.sluice.web.model.summary.ServiceState.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.AckStatus;
import dev.sluice.events.DecisionStage;
import dev.sluice.events.Mode;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.Signal;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.Objective;
import dev.sluice.web.model.ExampleDecisions;
import dev.sluice.web.model.series.Point;
import dev.sluice.web.model.series.PointSeries;
import dev.sluice.web.model.summary.Conditions.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that runs four replicas of 25 requests per second each and serves 80, and what can be the matter with it. */
final class ConditionsTest {
    private static final long NOW = ExampleDecisions.AT.toEpochMilli() + 10_000;
    private static final Limits TEN = new Limits(10, .01);

    @Test
    void a_service_that_serves_its_demand_is_ok_and_says_nothing() {
        assertThat(condition(d -> d)).isEqualTo(new Condition(OK, ""));
    }

    @Test
    void no_report_is_trouble_only_while_replicas_run() {
        assertThat(condition(d -> d.setReason(Reason.NO_REPORT)))
                .isEqualTo(new Condition(TROUBLE, "No report comes, although 4 replicas should run."));
        assertThat(condition(d -> d.setReason(Reason.NO_REPORT)
                                .setTarget(0)
                                .setCurrent(0)
                                .setReady(0)
                                .setSeen(null))
                        .state())
                .isEqualTo(OK);
    }

    @Test
    void a_service_whose_policy_was_deleted_is_no_trouble_when_it_falls_silent() {
        Newest silent = newest(d -> d.setReason(Reason.NO_REPORT));
        assertThat(new Conditions(silent, List.of(), Limits.UNKNOWN, 0, NOW).condition())
                .isEqualTo(new Condition(UNKNOWN, "It has no policy any more, and no report comes."));
    }

    @Test
    void demand_above_the_ready_capacity_is_trouble_and_rounding_is_not() {
        assertThat(condition(d -> d.setSeen(130.0)))
                .isEqualTo(new Condition(
                        TROUBLE, "Demand is above capacity: 130 requests/s against 100, which 4 replicas serve."));
        assertThat(condition(d -> d.setSeen(101.0)).state()).isEqualTo(OK);
        assertThat(condition(d -> d.setSeen(101.0).setReady(3)).state()).isEqualTo(TROUBLE);
        assertThat(condition(d -> d.setSeen(130.0).setSignal(Signal.BACKLOG)).state())
                .isEqualTo(OK);
        assertThat(condition(d -> d.setSeen(130.0).setPerReplica(null)).state()).isEqualTo(OK);
    }

    @Test
    void tokens_above_capacity_are_trouble_once_they_no_longer_fit_into_the_queue() {
        Newest above = newest(d -> d.setSeen(130.0).setSignal(Signal.UNITS).setTokens(true));
        assertThat(new Conditions(above, List.of(), TEN, 2, NOW).condition()).isEqualTo(Condition.OK);
        assertThat(new Conditions(above, List.of(), TEN, 3, NOW).condition().why())
                .startsWith("Demand is above capacity: 130 tokens/s against 100");
    }

    @Test
    void windows_above_capacity_are_counted_from_the_newest() {
        PointSeries points = new PointSeries();
        float[] demands = {130, 130, Float.NaN, 101, 130, 130};
        for (int i = 0; i < demands.length; i++) {
            points.add(new Point(i, demands[i], 100, 0, 0, 0, 4, 4), 10_000);
        }
        assertThat(points.lastAbove(Conditions.OVERLOAD)).isEqualTo(2);
    }

    @Test
    void an_objective_of_tokens_is_told_in_words() {
        assertThat(ObjectiveWords.of(Objective.Tokens.STANDARD))
                .isEqualTo("95 % of first tokens within 2 s, 95 % of answers with 100 ms between tokens at most");
        assertThat(ObjectiveWords.of(new Objective.Tokens(
                        Optional.of(new FirstToken(.99, Duration.ofMillis(1500), 0)), Optional.empty())))
                .isEqualTo("99 % of first tokens within 1.5 s");
    }

    @ParameterizedTest
    @CsvSource({
        "SIGNAL_WITHOUT_DATA, TROUBLE, signal",
        "NO_EXECUTOR, TROUBLE, No executor",
        "EXECUTORS_OVERLAP, TROUBLE, Two executors",
        "NOT_READY, TROUBLE, not become ready",
        "ABOVE_MAXIMUM, ATTENTION, maximum of 10",
        "BUDGET, ATTENTION, budget",
        "POOL_LIMIT, ATTENTION, pools",
        "NO_CAPACITY, ATTENTION, platform cannot",
        "DRIFT, ATTENTION, Somebody else"
    })
    void a_stage_of_the_decision_is_enough(Reason reason, ServiceState state, String words) {
        Condition found = condition(d -> d.setStages(List.of(new DecisionStage("a stage", 4, 4, reason, ""))));
        assertThat(found.state()).isEqualTo(state);
        assertThat(found.why()).contains(words).endsWith(".");
    }

    @ParameterizedTest
    @CsvSource({
        "CATCHING_UP",
        "NO_POLICY",
        "NEVER_REPORTED",
        "PARTIAL_REPORTS",
        "IMPLAUSIBLE_DEMAND",
        "LATENCY_DOES_NOT_FOLLOW_SIZE"
    })
    void some_reasons_deserve_attention(Reason reason) {
        Condition found = condition(d -> d.setReason(reason));
        assertThat(found.state()).isEqualTo(ATTENTION);
        assertThat(found.why()).endsWith(".");
    }

    @Test
    void a_cold_start_deserves_attention_only_where_what_a_replica_serves_is_not_known() {
        assertThat(condition(d -> d.setReason(Reason.COLD_START)).state()).isEqualTo(OK);
        assertThat(condition(d -> d.setReason(Reason.COLD_START).setPerReplica(null))
                        .why())
                .isEqualTo("What one replica serves is not known yet.");
    }

    @Test
    void a_size_at_the_policys_maximum_deserves_attention() {
        assertThat(condition(d -> d.setTarget(10)).why()).isEqualTo("It is at its maximum of 10 replicas.");
    }

    @Test
    void advice_deserves_attention_only_where_it_differs() {
        assertThat(condition(d -> d.setMode(Mode.ADVISE).setTarget(6)).why())
                .isEqualTo("Sluice only advises, and would run 6 instead of 4.");
        assertThat(condition(d -> d.setMode(Mode.ADVISE)).state()).isEqualTo(OK);
    }

    @Test
    void a_poor_forecast_deserves_attention_only_where_demand_goes_unserved() {
        assertThat(condition(d -> d.setForecastUsable(false)).state()).isEqualTo(OK);
        Condition hurts = condition(d -> d.setForecastUsable(false).setRule(ExampleDecisions.rule(.034)));
        assertThat(hurts)
                .isEqualTo(new Condition(
                        ATTENTION,
                        "The forecast is no better than the last value, and 3.4 % of demand went unserved lately."));
    }

    @Test
    void a_decision_of_long_ago_says_nothing_of_now() {
        Conditions later = new Conditions(
                newest(d -> d.setSeen(900.0)),
                List.of(),
                TEN,
                0,
                NOW + Duration.ofMinutes(20).toMillis());
        assertThat(later.condition()).isEqualTo(new Condition(UNKNOWN, "Nothing has been decided for 20 min."));
        assertThat(Conditions.undecided().state()).isEqualTo(UNKNOWN);
    }

    @Test
    void a_command_that_came_to_nothing_is_trouble() {
        LastCommand open =
                new LastCommand("gpu", 4, 7, NOW - 1000, NOW + 1000, Reason.FORECAST, true, AckStatus.UNKNOWN, "");
        assertThat(with(open)).isEqualTo(Condition.OK);
        assertThat(with(open.answered(7, AckStatus.FAILED, "no such deployment"))
                        .why())
                .isEqualTo("The platform refused the newest command for pool gpu: no such deployment");
        assertThat(with(open.answered(6, AckStatus.FAILED, "an older one"))).isEqualTo(Condition.OK);
        LastCommand late = new LastCommand("", 4, 7, 0, NOW - 1, Reason.FORECAST, true, AckStatus.UNKNOWN, "");
        assertThat(with(late).why()).isEqualTo("No executor carried out the newest command while it was valid.");
        assertThat(with(late.answered(7, AckStatus.APPLIED, ""))).isEqualTo(Condition.OK);
        LastCommand old = new LastCommand("", 4, 7, 0, NOW - 1, Reason.FORECAST, false, AckStatus.UNKNOWN, "");
        assertThat(with(old)).as("its answer was before what is read").isEqualTo(Condition.OK);
    }

    @Test
    void a_late_answer_does_not_take_back_what_is_known() {
        LastCommand ready = new LastCommand("", 4, 7, 0, NOW, Reason.FORECAST, true, AckStatus.READY, "");
        assertThat(ready.answered(7, AckStatus.APPLIED, "").answer()).isEqualTo(AckStatus.READY);
        LastCommand applied = new LastCommand("", 4, 7, 0, NOW, Reason.FORECAST, true, AckStatus.APPLIED, "");
        assertThat(applied.answered(7, AckStatus.SUPERSEDED, "").answer()).isEqualTo(AckStatus.APPLIED);
    }

    @Test
    void trouble_is_told_before_attention() {
        Condition both = condition(d -> d.setSeen(500.0).setTarget(10).setReason(Reason.ABOVE_MAXIMUM));
        assertThat(both.state()).isEqualTo(TROUBLE);
    }

    private static Condition with(LastCommand command) {
        return new Conditions(newest(d -> d), List.of(command), TEN, 0, NOW).condition();
    }

    private static Condition condition(UnaryOperator<ScalingDecision.Builder> change) {
        return new Conditions(newest(change), List.of(), TEN, 0, NOW).condition();
    }

    private static Newest newest(UnaryOperator<ScalingDecision.Builder> change) {
        return Newest.of(change.apply(ExampleDecisions.builder("checkout")).build());
    }
}
