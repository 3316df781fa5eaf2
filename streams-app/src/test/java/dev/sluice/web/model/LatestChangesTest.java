package dev.sluice.web.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.Mode;
import dev.sluice.events.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which decisions are told as the latest changes of all services. */
final class LatestChangesTest {
    private final ReadModel model = new ReadModel(Duration.ofHours(6), Optional.empty());

    private void decided(String service, int window, Outcome outcome, Mode mode, int target) {
        var decision = ExampleDecisions.window(service, window, 80)
                .setOutcome(outcome)
                .setMode(mode)
                .setTarget(target)
                .build();
        model.serviceOrNew(service).orElseThrow().decided(decision, new byte[] {(byte) window});
    }

    private List<Integer> windows() {
        return model.latestChanges().newest(10).stream()
                .map(change -> (int) change.record()[0])
                .toList();
    }

    @Test
    void advice_that_repeats_itself_is_told_once() {
        decided("thumbnails", 1, Outcome.UP, Mode.ADVISE, 6);
        decided("thumbnails", 2, Outcome.UP, Mode.ADVISE, 6);
        decided("thumbnails", 3, Outcome.HOLD, Mode.ADVISE, 6);
        decided("thumbnails", 4, Outcome.UP, Mode.ADVISE, 7);
        assertThat(windows()).containsExactly(4, 1);
    }

    @Test
    void of_many_services_read_in_any_order_the_newest_are_kept() {
        List<Integer> at = new ArrayList<>(
                IntStream.range(0, 3 * LatestChanges.KEPT).boxed().toList());
        Collections.shuffle(at, new Random(11));
        at.forEach(window -> decided("service-" + window, window, Outcome.DOWN, Mode.ACT, 3));
        List<LatestChanges.Change> newest = model.latestChanges().newest(Integer.MAX_VALUE);
        assertThat(newest)
                .extracting(LatestChanges.Change::service)
                .containsExactlyElementsOf(IntStream.range(0, LatestChanges.KEPT)
                        .mapToObj(i -> "service-" + (3 * LatestChanges.KEPT - 1 - i))
                        .toList());
    }
}
