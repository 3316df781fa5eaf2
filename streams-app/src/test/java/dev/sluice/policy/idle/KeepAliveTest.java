package dev.sluice.policy.idle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.idle.IdleVerdict.Cause;
import dev.sluice.policy.idle.calls.IdleHistory;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

final class KeepAliveTest {
    private static final double PRICE = 0.004;
    private static final KeepAlive AT_ONCE = new KeepAlive(ColdStartWorth.WORST_OFF, 0);
    private static final int DAY = 1440;

    @Test
    void a_service_is_never_loaded_before_its_first_call() {
        IdleHistory never = new IdleHistory();
        for (long minute = 0; minute < 2 * DAY; minute++) {
            IdleVerdict verdict = AT_ONCE.decide(never, LoadState.GONE, minute, 1e-9);
            assertThat(verdict.load()).isFalse();
            assertThat(verdict.cause()).isEqualTo(Cause.NEVER_CALLED);
        }
        assertThat(AT_ONCE.outlook(never, LoadState.GONE, 0, DAY, 1e-9))
                .isEqualTo(new KeepAlive.Outlook(OptionalLong.empty(), OptionalLong.empty(), DAY));
    }

    @Test
    void the_first_call_wakes_it_at_once_whatever_a_minute_costs() {
        IdleVerdict verdict = AT_ONCE.decide(new IdleHistory(), LoadState.WAITING, 17, 1e9);
        assertThat(verdict.load()).isTrue();
        assertThat(verdict.explain()).isEqualTo("loaded: a call waits");
    }

    @Test
    void loading_and_being_busy_are_not_idling_whatever_a_minute_costs() {
        IdleHistory history = new IdleHistory();
        history.called(100, true);
        // a model that takes ten minutes to load, and a call that takes an hour
        for (long minute = 101; minute < 111; minute++) {
            assertThat(AT_ONCE.decide(history, LoadState.LOADING, minute, 1e9).cause())
                    .isEqualTo(Cause.LOADING);
        }
        for (long minute = 111; minute < 171; minute++) {
            IdleVerdict verdict = AT_ONCE.decide(history, LoadState.BUSY, minute, 1e9);
            assertThat(verdict.load()).isTrue();
        }
        // once idle, so high a price sends it off
        assertThat(AT_ONCE.decide(history, LoadState.IDLE, 171, 1e9).load()).isFalse();
    }

    @Test
    void a_timer_of_thirty_minutes_is_warm_just_for_its_call_and_gone_in_between() {
        Silence service = new Silence(AT_ONCE, PRICE);
        service.live(0, DAY, minute -> minute % 30 == 7);

        // called last in minute 1417; next in 1447
        assertThat(service.loaded(1447)).isTrue();
        for (long minute = 1425; minute < 1445; minute++) {
            assertThat(service.loaded(minute)).as("minute %d", minute).isFalse();
        }
        assertThat(service.cold()).isLessThanOrEqualTo(4);
        // ten minutes fixed would idle 480 and make every call cold
        assertThat(service.idle()).isLessThan(480);
    }

    @Test
    void the_outlook_says_when_a_timer_goes_and_when_it_is_warmed_again() {
        Silence service = new Silence(AT_ONCE, PRICE);
        service.live(0, DAY, minute -> minute % 30 == 7);

        KeepAlive.Outlook outlook = AT_ONCE.outlook(service.history(), LoadState.IDLE, 1418, 60, PRICE);

        assertThat(outlook.unload().getAsLong()).isBetween(1418L, 1424L);
        assertThat(outlook.load().getAsLong()).isBetween(1444L, 1447L);
    }

    @Test
    void what_takes_five_minutes_to_load_is_ordered_five_minutes_ahead() {
        KeepAlive slow = new KeepAlive(ColdStartWorth.WORST_OFF, 5);
        Silence service = new Silence(AT_ONCE, PRICE);
        service.live(0, DAY, minute -> minute % 30 == 7);
        IdleHistory timer = service.history();

        double cheaper = PRICE / 4;
        assertThat(slow.decide(timer, LoadState.GONE, 1442, cheaper).load()).isTrue();
        assertThat(slow.decide(timer, LoadState.GONE, 1435, cheaper).load()).isFalse();
        // loaded early, it stays until the call
        for (long minute = 1442; minute <= 1447; minute++) {
            assertThat(slow.decide(timer, LoadState.IDLE, minute, cheaper).load())
                    .isTrue();
        }
        // a dearer minute makes the five of loading not worth it, though one would be
        assertThat(slow.decide(timer, LoadState.GONE, 1442, PRICE).load()).isFalse();
        assertThat(AT_ONCE.decide(timer, LoadState.GONE, 1447, PRICE).load()).isTrue();
    }

    @Test
    void a_burst_is_held_through_its_short_gaps_and_not_through_the_silence_after() {
        // every five hours, at no exact minute, twenty minutes with a call in three of five
        LongPredicate bursts = minute -> (minute + minute / 300 * 13) % 300 < 20 && minute * 7919 % 31 % 5 < 3;
        Silence service = new Silence(AT_ONCE, 0.002);
        service.live(0, 2 * DAY, bursts);
        int coldSoFar = service.cold();
        int callsSoFar = service.history().active();

        service.live(2 * DAY, 3 * DAY, bursts);

        assertThat(service.history().active() - callsSoFar).isGreaterThan(40);
        // a burst's first call may be cold, few of the others are
        assertThat(service.cold() - coldSoFar).isLessThanOrEqualTo(12);
        long hourLater = service.history().last() + 60;
        service.live(3 * DAY, hourLater, minute -> false);
        assertThat(service.loaded(hourLater)).isFalse();
    }

    @Test
    void the_same_silence_is_loaded_at_a_low_price_and_not_at_a_high_one() {
        IdleHistory history = new IdleHistory();
        for (long minute : new long[] {0, 40, 95, 130}) {
            history.called(minute, true);
        }
        IdleVerdict cheap = AT_ONCE.decide(history, LoadState.IDLE, 160, 0.0001);
        IdleVerdict dear = AT_ONCE.decide(history, LoadState.IDLE, 160, 0.5);

        assertThat(cheap.load()).isTrue();
        assertThat(dear.load()).isFalse();
        assertThat(dear.chance()).isEqualTo(cheap.chance());
        assertThat(dear.age()).isEqualTo(30);
        assertThat(dear.coldShare()).isEqualTo(1);
        assertThat(dear.explain())
                .startsWith("not loaded: an idle minute is not worth its price (chance of a call ")
                .contains("against 0.35; 30 min since the last, 100 % cold so far");
    }

    @Test
    void a_service_that_was_cold_often_is_worth_more_than_one_that_was_not() {
        IdleHistory often = new IdleHistory();
        IdleHistory seldom = new IdleHistory();
        for (int i = 0; i < 20; i++) {
            often.called(100L * i, i % 2 == 0);
            seldom.called(100L * i, i == 0);
        }
        ColdStartWorth worth = ColdStartWorth.WORST_OFF;
        assertThat(worth.of(often)).isGreaterThan(3 * worth.of(seldom));
        assertThat(ColdStartWorth.TOTAL.of(often)).isEqualTo(ColdStartWorth.TOTAL.of(seldom));
    }
}
