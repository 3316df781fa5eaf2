package dev.sluice.web.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.Mode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** While older records are read, the age of what was read of a service says nothing of it. */
final class CatchingUpTest {
    private static final int HOUR = 360;

    private final ReadModel model = new ReadModel(Duration.ofHours(6), Optional.empty());
    private final AtomicBoolean catchingUp = new AtomicBoolean(true);

    CatchingUpTest() {
        model.catchesUpWhile(catchingUp::get);
    }

    private void decided(String service, int window) {
        var decision = ExampleDecisions.window(service, window, 80).build();
        model.serviceOrNew(service).orElseThrow().decided(decision, new byte[0]);
        model.decidedAt(decision.getAt().toEpochMilli());
    }

    private String why(String service) {
        return model.service(service).orElseThrow().summary(model.now()).why();
    }

    @Test
    void a_service_that_is_read_later_than_others_is_not_said_to_be_without_decisions_for_hours() {
        decided("chat", 1);
        decided("checkout", 4 * HOUR);
        assertThat(model.serviceOrNew("search")).isPresent();
        String unread = "Sluice is catching up: it has not read the newest of this service yet.";
        assertThat(why("chat")).isEqualTo(unread);
        assertThat(why("search")).isEqualTo(unread);
        assertThat(why("checkout")).isEmpty();

        model.takeChanged(10);
        catchingUp.set(false);
        model.caughtUp();
        assertThat(why("chat")).isEqualTo("Nothing has been decided for 4 h.");
        assertThat(why("search")).startsWith("Nothing has been decided yet");
        assertThat(model.takeChanged(10)).containsExactly("chat", "checkout", "search");
    }

    /** The demo advises while it learns: what it would run of its first windows means nothing to who looks at it then. */
    @Test
    void what_is_decided_in_preparation_asks_for_no_attention() {
        catchingUp.set(false);
        model.preparing("Sluice is learning from the 8 hours before the demo begins.");
        advised("checkout");
        assertThat(why("checkout")).isEqualTo("Sluice is learning from the 8 hours before the demo begins.");

        model.preparing("");
        assertThat(why("checkout")).startsWith("Sluice only advises, and would run 353 instead of");
    }

    private void advised(String service) {
        var decision = ExampleDecisions.window(service, 1, 80)
                .setMode(Mode.ADVISE)
                .setTarget(353)
                .build();
        model.serviceOrNew(service).orElseThrow().decided(decision, new byte[0]);
        model.decidedAt(decision.getAt().toEpochMilli());
    }
}
