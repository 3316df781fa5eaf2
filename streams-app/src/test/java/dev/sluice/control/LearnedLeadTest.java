package dev.sluice.control;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The time from an order to ready replicas sets how far ahead a service is forecast. */
final class LearnedLeadTest {
    @Test
    void a_start_that_took_longer_moves_the_horizon() {
        ServiceHarness course = ServiceHarness.inEventTime().under(Policies.learningLead(requests(1, 100)));
        course.demand(0, 300, 5, 50);
        assertThat(horizon(course)).isEqualTo(7);
        course.demand(300, 330, 5, 200);
        int asked = course.newestCommand().replicas();
        assertThat(asked).isGreaterThanOrEqualTo(20);
        Duration took = Duration.between(course.newestCommand().issuedAt(), ServiceHarness.at(450));
        course.until(450).newestIs(Status.READY, asked).fromHere().demand(450, 480, 5, 200);
        assertThat(course.last().plan().orElseThrow().leadTime()).isEqualTo(took);
        assertThat(horizon(course)).isEqualTo((int) (took.toSeconds() / 10 + 1));
        course.fromHere().demand(480, 900, 5, 200);
        assertThat(course.forecasts()
                        .get(course.forecasts().size() - 1)
                        .forecast()
                        .point())
                .isBetween(190.0, 210.0);
    }

    @Test
    void a_stated_lead_time_is_kept_to() {
        ServiceHarness course =
                ServiceHarness.inEventTime().under(requests(1, 100)).demand(0, 100, 5, 50);
        course.demand(100, 130, 5, 200);
        course.until(500)
                .newestIs(Status.READY, course.newestCommand().replicas())
                .demand(500, 530, 5, 200);
        assertThat(course.last().plan().orElseThrow().leadTime()).isEqualTo(Duration.ofMinutes(1));
        assertThat(horizon(course)).isEqualTo(7);
    }

    private static int horizon(ServiceHarness course) {
        return course.forecasts().get(course.forecasts().size() - 1).forecast().horizonSteps();
    }
}
