package dev.sluice.cli.demo.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.demo.service.ServiceReplicas.InPool;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.GeneratedRequests;
import dev.sluice.simulator.llm.request.RequestTrace;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The demo's language model, from an hour before the demo on: two requests in each ten seconds, then forty. */
final class ModelWorkTest {
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Instant ORIGIN = DemoService.BEGIN.minus(Duration.ofHours(1));

    private final DemoService service = busyLater();
    private final ServiceWork work = service.work(ORIGIN);

    private static DemoService busyLater() {
        DemoService assistant = DemoService.all(STEP, 1).stream()
                .filter(one -> one.model().isPresent())
                .findFirst()
                .orElseThrow();
        double[] counts = new double[8640];
        Arrays.setAll(counts, i -> i >= 60 && i < 120 ? 40 : 2);
        return new DemoService(
                assistant.kind(),
                assistant.policy(),
                1,
                assistant.unit(),
                new Trace(0, STEP.toSeconds(), counts),
                assistant.model());
    }

    private ServiceReplicas ready(int replicas) {
        return new ServiceReplicas(List.of(new InPool(service.sites().get(0), replicas, replicas)));
    }

    /** What is reported of so many minutes, with so many replicas. */
    private List<RequestRateEvent> pass(int fromMinute, int toMinute, int replicas) {
        return steps(fromMinute, toMinute)
                .flatMap(from -> work.step(from, from.plus(STEP), ready(replicas), ready(replicas)).stream())
                .toList();
    }

    private static Stream<Instant> steps(int fromMinute, int toMinute) {
        return IntStream.range(6 * fromMinute, 6 * toMinute)
                .mapToObj(i -> DemoService.BEGIN.plus(STEP.multipliedBy(i)));
    }

    private static long sum(List<RequestRateEvent> events, ToLongFunction<RequestRateEvent> of) {
        return events.stream().mapToLong(of).sum();
    }

    @Test
    void what_arrives_is_reported_whole_and_its_first_tokens_with_it() {
        List<RequestRateEvent> events = pass(-60, 10, 2);
        assertThat(sum(events, RequestRateEvent::getRequests)).isEqualTo(2 * 6 * 70);
        List<RequestRateEvent> ofAll =
                events.stream().filter(event -> event.getPromptTokens() != null).toList();
        assertThat(ofAll).hasSize(6 * 70);
        long firstTokens = ofAll.stream()
                .flatMap(event -> event.getTimeToFirstToken().getCounts().stream())
                .mapToLong(Long::longValue)
                .sum();
        assertThat(firstTokens).isBetween(2 * 6 * 70 - 5L, 2 * 6 * 70L);
        assertThat(work.answers().orElseThrow().all().firstInTime()).isGreaterThan(.95);
    }

    @Test
    void before_the_demo_a_fixed_fleet_reports_and_nothing_is_counted() {
        List<RequestRateEvent> events = steps(-60, 0)
                .flatMap(from -> work.before(from, from.plus(STEP)).stream())
                .toList();
        assertThat(events.stream().map(RequestRateEvent::getInstance).distinct())
                .hasSize(4);
        assertThat(work.arrived()).isZero();
        assertThat(work.answers().orElseThrow().all().requests()).isZero();
    }

    @Test
    void no_window_is_closed_before_every_replica_has_reported_of_it() {
        List<RequestRateEvent> first = work.before(ORIGIN, ORIGIN.plus(STEP));
        long heard = first.stream()
                .takeWhile(event -> event.getTo().isBefore(ORIGIN.plus(STEP)))
                .map(RequestRateEvent::getInstance)
                .distinct()
                .count();
        assertThat(heard).isEqualTo(3);
        assertThat(first.get(first.size() - 1).getTo()).isEqualTo(ORIGIN.plus(STEP));
    }

    @Test
    void a_fleet_that_is_too_small_answers_late_and_one_that_grew_answers_in_time_again() {
        pass(-60, 10, 2);
        pass(10, 15, 1);
        AnswerTimes small = work.answers().orElseThrow().lately();
        assertThat(small.firstInTime()).isLessThan(.5);
        assertThat(work.waiting()).isPositive();
        pass(15, 20, 6);
        AnswerTimes grown = work.answers().orElseThrow().lately();
        assertThat(grown.firstInTime()).isGreaterThan(small.firstInTime());
        pass(20, 30, 6);
        assertThat(work.answers().orElseThrow().lately().firstInTime()).isGreaterThan(.95);
        assertThat(work.waiting()).isZero();
        assertThat(work.unservedShare()).isBetween(.05, .5);
    }

    @Test
    void days_are_alike_and_follow_each_other() {
        ServiceWork twoDays = service.work(ORIGIN);
        Duration hour = Duration.ofHours(1);
        long first = 0;
        long second = 0;
        for (int i = 0; i < 48; i++) {
            Instant from = ORIGIN.plus(hour.multipliedBy(i));
            long requests = sum(twoDays.step(from, from.plus(hour), ready(4), ready(4)), RequestRateEvent::getRequests);
            first += i < 24 ? requests : 0;
            second += i < 24 ? 0 : requests;
        }
        assertThat(first).isEqualTo(60 * 40 + 8580 * 2);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void the_fixed_fleet_keeps_the_promise_and_one_replica_less_does_not() {
        ServedModel model = service.model().orElseThrow();
        RequestTrace day = GeneratedRequests.following(model.requests(), service.demand(), model.seed());
        int replicas = model.leastReplicas(day, service.policy());
        assertThat(firstInTime(model, day, replicas)).isGreaterThanOrEqualTo(.95);
        assertThat(firstInTime(model, day, replicas - 1)).isLessThan(.95);
        assertThat(work.staticFleet()).hasToString("8xa100 " + replicas);
    }

    private static double firstInTime(ServedModel model, RequestTrace day, int replicas) {
        return new ServingScenario(
                        "fixed", day, model.replica(), EngineSettings.DEFAULT, StartupTimes.fixed(0), model.limits(), 0)
                .playConstant(replicas)
                .score()
                .firstToken();
    }
}
