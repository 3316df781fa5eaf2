package dev.sluice.cli.serve;

import dev.sluice.controller.ResourceController;
import dev.sluice.controller.crd.CustomResource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** What the controller of custom resources counts. */
final class ControllerMeters {
    private ControllerMeters() {}

    static void bind(ResourceController controller, MeterRegistry registry) {
        for (CustomResource resource : CustomResource.values()) {
            for (boolean accepted : new boolean[] {true, false}) {
                Gauge.builder("sluice.controller.objects", controller, of -> of.objects(resource, accepted))
                        .description("Custom resources, by whether what they declare is in force")
                        .tag("kind", resource.name().toLowerCase(Locale.ROOT))
                        .tag("accepted", String.valueOf(accepted))
                        .register(registry);
            }
        }
        FunctionCounter.builder("sluice.controller.records.written", controller, ResourceController::recordsWritten)
                .description("Policies, pools and budgets written to their topics")
                .register(registry);
        FunctionCounter.builder("sluice.controller.records.ended", controller, ResourceController::recordsEnded)
                .description("Policies, pools and budgets ended because their object is gone")
                .register(registry);
        FunctionCounter.builder("sluice.controller.statuses.written", controller, ResourceController::statusesWritten)
                .description("Statuses of custom resources written")
                .register(registry);
        FunctionCounter.builder("sluice.controller.statuses.failed", controller, ResourceController::statusFailures)
                .description("Statuses that the API server did not take")
                .register(registry);
        Gauge.builder("sluice.controller.statuses.waiting", controller, ResourceController::statusesWaiting)
                .description("Custom resources whose status may have changed and was not looked at yet")
                .register(registry);
    }
}
