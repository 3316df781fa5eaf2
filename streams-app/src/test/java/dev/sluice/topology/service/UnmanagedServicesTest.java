package dev.sluice.topology.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.AckStatus;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingAck;
import dev.sluice.state.StatePart;
import dev.sluice.topology.Pipeline;
import dev.sluice.topology.shares.ShareEntry;
import dev.sluice.topology.store.StoreNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Services that nobody manages: they cost a bounded amount, and they end. */
final class UnmanagedServicesTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @Test
    void a_name_seen_once_is_said_to_be_silent_three_times_and_is_gone_after_a_day() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.report("typo", 30).report("typo2", 30);
            for (int minute = 0; minute < 23 * 60; minute++) {
                pipeline.after(Duration.ofMinutes(1));
            }
            assertThat(pipeline.decisions().stream().filter(d -> d.getReason() == Reason.NO_REPORT))
                    .hasSize(2 * 3);
            assertThat(pipeline.stored("typo")).isNotEmpty();
            for (int minute = 0; minute < 2 * 60; minute++) {
                pipeline.after(Duration.ofMinutes(1));
            }
            assertThat(pipeline.stored("typo")).isEmpty();
            assertThat(pipeline.stored("typo2")).isEmpty();
        }
    }

    @Test
    void a_managed_service_is_kept_however_long_it_is_silent() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.policy("nightly", 1, 10, 10).report("nightly", 30);
            for (int hour = 0; hour < 72; hour++) {
                pipeline.after(Duration.ofHours(1));
            }
            assertThat(pipeline.stored("nightly")).isNotEmpty();
        }
    }

    @Test
    void in_event_time_a_gap_in_the_recording_is_no_day_without_reports() {
        try (Pipeline pipeline = new Pipeline(TimeSource.EVENT)) {
            pipeline.report("search", 30);
            Instant later = Pipeline.START.plus(Duration.ofDays(2));
            pipeline.report(Pipeline.event("checkout", "a", later, later.plus(TEN_SECONDS), 30))
                    .after(Duration.ofSeconds(1));
            assertThat(pipeline.stored("search")).isNotEmpty();
            for (int hour = 1; hour < 26; hour++) {
                Instant from = later.plus(Duration.ofHours(hour));
                pipeline.report(Pipeline.event("checkout", "a", from, from.plus(TEN_SECONDS), 30))
                        .after(Duration.ofSeconds(1));
            }
            assertThat(pipeline.stored("search")).isEmpty();
            assertThat(pipeline.stored("checkout")).isNotEmpty();
        }
    }

    @Test
    void of_more_services_without_a_policy_than_are_kept_reports_are_dead_letters() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL, TEN_SECONDS, 1000, 10)) {
            for (int i = 0; i < 15; i++) {
                pipeline.report("made-up-" + i, 30);
            }
            assertThat(pipeline.deadLetters()).hasSize(5).containsOnly("TOO_MANY_SERVICES");
            assertThat(pipeline.stored("made-up-14")).isEmpty();

            // who is wanted has room all the same, and leaves room when it is managed
            pipeline.policy("checkout", 1, 10, 10).report("checkout", 30);
            assertThat(pipeline.deadLetters()).isEmpty();
            pipeline.policy("made-up-3", 1, 10, 10).report("made-up-14", 30);
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    @Test
    void answers_and_deletions_of_names_never_seen_leave_no_state() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.acknowledge(ScalingAck.newBuilder()
                    .setService("ghost")
                    .setGeneration(7)
                    .setStatus(AckStatus.READY)
                    .setReplicas(3)
                    .setReady(3)
                    .setIssuedAt(Pipeline.START)
                    .setAt(Pipeline.START)
                    .setExecutor("test")
                    .build());
            pipeline.noPolicy("nobody").retired("no-one");
            assertThat(pipeline.deadLetters()).containsExactly("UNKNOWN_SERVICE");
            for (String name : List.of("ghost", "nobody", "no-one")) {
                assertThat(pipeline.stored(name)).isEmpty();
            }
        }
    }

    @Test
    void a_retired_service_leaves_nothing_in_any_store_and_comes_back_as_a_new_one() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.policy("checkout", 1, 100, 10).reports("checkout", 3000, Duration.ofMinutes(10));
            assertThat(pipeline.stored("checkout")).contains(StatePart.LEDGER, StatePart.MODEL, StatePart.COMMANDS);
            pipeline.commands();

            pipeline.retired("checkout");
            assertThat(pipeline.stored("checkout")).isEmpty();
            assertThat(pipeline.store(StoreNames.POLICIES).get("checkout")).isNull();
            pipeline.after(Duration.ofHours(1));
            assertThat(pipeline.stored("checkout")).isEmpty();

            pipeline.decisions();
            pipeline.reports("checkout", 3000, Duration.ofMinutes(1));
            assertThat(pipeline.decisions()).isNotEmpty().allMatch(d -> d.getReason() == Reason.NO_POLICY);
            assertThat(pipeline.commands()).isEmpty();
        }
    }

    /** What the others may have of a pool once one is gone. */
    @Test
    void a_service_that_ends_gives_back_what_it_claimed_of_a_pool() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.limitedPool("gpu", 20).policy("image", "gpu", "").policy("chat", "gpu", "");
            rush(pipeline, 30);
            assertThat(held(pipeline)).isEqualTo(20);
            int before = held(pipeline, "chat");
            assertThat(before).isLessThan(20);

            pipeline.noPolicy("image");
            for (int i = 0; i < 30; i++) {
                pipeline.after(TEN_SECONDS).report("chat", 10_000);
            }

            assertThat(held(pipeline, "image")).isZero();
            assertThat(held(pipeline, "chat")).isEqualTo(20);
        }
    }

    @Test
    void a_service_that_falls_silent_holds_nothing_of_a_pool_after_an_hour() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.limitedPool("gpu", 20).policy("image", "gpu", "").policy("chat", "gpu", "");
            rush(pipeline, 30);
            for (int i = 0; i < 6 * 75; i++) {
                pipeline.after(TEN_SECONDS).report("chat", 10_000);
            }
            assertThat(held(pipeline, "chat")).isEqualTo(20);
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    private static void rush(Pipeline pipeline, int windows) {
        for (int i = 0; i < windows; i++) {
            pipeline.after(TEN_SECONDS).report("image", 10_000).report("chat", 10_000);
        }
    }

    private static int held(Pipeline pipeline) {
        return held(pipeline, "image") + held(pipeline, "chat");
    }

    /** What a service may have of the pool, by what the pool knows. */
    private static int held(Pipeline pipeline, String service) {
        byte[] entry = pipeline.store(StoreNames.SHARES).get("POOL/gpu/" + service);
        if (entry == null) {
            return 0;
        }
        try {
            List<dev.sluice.allocation.shared.SharedGrant> grants =
                    ShareEntry.read(entry).grants();
            return (int) grants.get(grants.size() - 1).amount();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
