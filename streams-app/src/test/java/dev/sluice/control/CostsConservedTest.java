package dev.sluice.control;

import static dev.sluice.control.harness.CostHarness.HOUR;
import static dev.sluice.control.harness.CostHarness.MINUTE;
import static dev.sluice.control.harness.CostHarness.NOON;
import static dev.sluice.control.harness.CostHarness.ack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.CostHarness;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Output;
import dev.sluice.cost.Account;
import dev.sluice.cost.HourCost;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replica-time and money of two pools over days of changes, told late, twice and out of order, with changing prices and
 * payers and restarts at random moments, against the plain sum.
 */
final class CostsConservedTest {
    private static final List<String> POOLS = List.of("gpu", "spot");
    private static final int CHANGES = 300;

    /** What happened, and what it comes to by the plain sum. */
    private static final class Course {
        final List<Acknowledgement> told = new ArrayList<>();
        long replicaMillis;
        long end;

        Course(Random random) {
            for (String pool : POOLS) {
                play(pool, random);
            }
            told.sort((a, b) -> a.at().compareTo(b.at()));
        }

        private void play(String pool, Random random) {
            long at = NOON + random.nextInt((int) HOUR);
            int ready = 0;
            int ordered = 0;
            for (int generation = 1; generation <= CHANGES; generation++) {
                ordered = random.nextInt(4) == 0 ? 0 : random.nextInt(50);
                told.add(ack(pool, generation, Status.APPLIED, ordered, OptionalInt.empty(), at));
                at = passed(at, 1 + random.nextInt(8 * (int) MINUTE), Math.max(ready, ordered));
                if (random.nextInt(20) == 0) {
                    told.add(ack(pool, generation, Status.SUPERSEDED, 99, OptionalInt.empty(), at));
                }
                ready = ordered;
                told.add(ack(pool, generation, Status.READY, ordered, OptionalInt.of(ready), at));
                at = passed(at, 1 + random.nextInt(12 * (int) MINUTE), ready);
            }
            told.add(ack(pool, CHANGES + 1, Status.READY, 0, OptionalInt.of(0), at));
            end = Math.max(end, at);
        }

        private long passed(long at, long millis, int paid) {
            replicaMillis += millis * paid;
            return at + millis;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_hundred_restarts_change_nothing_and_lose_nothing(long seed) {
        Course course = new Course(new Random(seed));
        List<Output.Costed> undisturbed = describe(course, seed, 0);
        List<Output.Costed> restarted = describe(course, seed, 100);

        assertThat(restarted).isEqualTo(undisturbed);
        List<Output.Costed> closed =
                restarted.stream().filter(Output.Costed::closed).toList();
        assertThat(closed.stream()
                        .mapToLong(each -> each.hour().replicaMillis())
                        .sum())
                .isEqualTo(course.replicaMillis);
        assertThat(closed.stream().map(CostsConservedTest::identity)).doesNotHaveDuplicates();
        // who keeps the newest record of each hour has the settled ones
        Map<String, HourCost> newest = new HashMap<>();
        restarted.forEach(each -> newest.put(identity(each), each.hour()));
        assertThat(newest.values()).containsExactlyInAnyOrderElementsOf(CostHarness.hours(closed));
    }

    private static String identity(Output.Costed costed) {
        Account account = costed.account();
        // by the clock one tenant pays for an hour, so it is not part of what tells records apart
        return account.service() + "/" + account.pool() + "/" + costed.hour().hour();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void money_is_the_sum_of_replica_time_at_the_price_of_its_time(long seed) {
        Random random = new Random(seed);
        Course course = new Course(random);
        CostHarness books = new CostHarness();
        TreeMap<Long, Double> prices = new TreeMap<>(Map.of(0L, 2.0));
        for (Acknowledgement each : course.told) {
            long at = each.at().toEpochMilli();
            if (!prices.containsKey(at) && random.nextInt(5) == 0) {
                prices.put(at, 1 + random.nextInt(100) / 16.0);
                books.catalog.pool("gpu", prices.get(at));
            }
            books.leapTo(at).heard(each);
        }
        books.leapTo(course.end + 3 * HOUR);

        double metered = books.closed().stream()
                .filter(each -> each.account().pool().equals("gpu"))
                .mapToDouble(each -> each.hour().cost())
                .sum();
        assertThat(metered).isCloseTo(plainCost(course, prices), within(1e-6));
    }

    /** Replica-time between each two moments at which anything changed, at the price of the first. */
    private static double plainCost(Course course, NavigableMap<Long, Double> prices) {
        TreeMap<Long, Integer> paid = new TreeMap<>(Map.of(NOON, 0));
        int ordered = 0;
        int ready = 0;
        for (Acknowledgement each : course.told) {
            if (each.pool().equals("gpu") && each.status() != Status.SUPERSEDED) {
                ordered = each.replicas();
                ready = each.ready().orElse(ready);
                paid.put(each.at().toEpochMilli(), Math.max(ordered, ready));
            }
        }
        List<Long> moments = new ArrayList<>(paid.keySet());
        moments.addAll(prices.tailMap(NOON).keySet());
        Collections.sort(moments);
        double cost = 0;
        for (int i = 0; i + 1 < moments.size(); i++) {
            double hours = (double) (moments.get(i + 1) - moments.get(i)) / HOUR;
            cost += hours
                    * paid.floorEntry(moments.get(i)).getValue()
                    * prices.floorEntry(moments.get(i)).getValue();
        }
        return cost;
    }

    /** Tells the course in disorder, some of it twice; the same disorder for the same seed. */
    private static List<Output.Costed> describe(Course course, long seed, int restarts) {
        Random disorder = new Random(seed);
        Random fate = new Random(-seed);
        List<Acknowledgement> told = new ArrayList<>(course.told);
        for (int i = 0; i + 3 <= told.size(); i += 3) {
            Collections.shuffle(told.subList(i, i + 3), disorder);
        }
        CostHarness books = new CostHarness();
        long newest = NOON;
        for (int i = 0; i < told.size(); i++) {
            newest = Math.max(newest, told.get(i).at().toEpochMilli());
            books.heard(told.get(i));
            if (disorder.nextInt(3) > 0) {
                books.leapTo(newest);
            }
            if (disorder.nextInt(6) == 0) {
                books.heard(told.get(Math.max(0, i - disorder.nextInt(6))));
            }
            if (disorder.nextInt(40) == 0) {
                books.catalog.pool("spot", disorder.nextInt(100) / 64.0);
                books.paidBy("team-" + disorder.nextInt(3));
            }
            books.costs().forgo(disorder.nextInt(3), newest);
            if (fate.nextInt(told.size()) < restarts) {
                books.restarted();
            }
        }
        books.restarted().leapTo(course.end + 3 * HOUR);
        return books.said;
    }
}
