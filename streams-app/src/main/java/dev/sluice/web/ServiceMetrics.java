package dev.sluice.web;

import dev.sluice.http.monitoring.Samples;
import dev.sluice.http.monitoring.Samples.Sample;
import dev.sluice.web.model.ReadModel;
import dev.sluice.web.model.ServiceView;
import dev.sluice.web.model.TopicReader;
import dev.sluice.web.model.summary.LastCommand;
import dev.sluice.web.model.summary.ServiceState;
import dev.sluice.web.model.summary.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code /metrics} says of services: the newest decision of each, as far as it is known. */
final class ServiceMetrics {
    /** Services that are told of, by name; a Prometheus with more would hardly bear it. */
    private static final int MOST = 10_000;

    private static final List<String> SERVICE = List.of("service");
    private static final List<String> POOL = List.of("service", "pool");

    private final ReadModel model;
    private final TopicReader reader;

    ServiceMetrics(ReadModel model, TopicReader reader) {
        this.model = model;
        this.reader = reader;
    }

    List<Samples> all() {
        return List.of(
                Samples.of("sluice_decision_age_seconds", "Age of the newest decision of all services", this::age),
                Samples.of("sluice_view_behind_records", "Records that the HTTP API has not read yet", () ->
                        (double) reader.status().behind()),
                Samples.of("sluice_view_unreadable_records_total", "Records that the HTTP API could not read", () ->
                        (double) reader.unreadable()),
                Samples.of("sluice_view_history_bytes", "Memory of the history that the HTTP API shows", () ->
                        (double) model.bytes()),
                Samples.of(
                        "sluice_view_without_memory_records_total",
                        "Records of services for which the HTTP API has no memory",
                        () -> (double) model.notShown()),
                new Samples("sluice_services", "Services by state", List.of("state"), this::states),
                service("sluice_demand", "Demand of the last window, units per second or the level", Summary::demand),
                service("sluice_forecast", "Demand forecast at the lead time", Summary::forecast),
                service("sluice_provided_demand", "Demand that the deciding rule provides for", Summary::upper),
                service("sluice_capacity", "Demand that the ready replicas serve", Summary::capacity),
                service(
                        "sluice_unserved_share",
                        "Share of demand that the deciding rule left unserved lately, 0 to 1",
                        Summary::unservedShare),
                service(
                        "sluice_cost_per_hour",
                        "Price of the replicas decided for an hour, in the currency of the price list",
                        Summary::costPerHour),
                service(
                        "sluice_lead_time_seconds",
                        "Planned time from an order to a ready replica",
                        ServiceMetrics::leadSeconds),
                new Samples("sluice_desired_replicas", "Replicas of the newest command", POOL, this::desired),
                new Samples("sluice_ready_replicas", "Ready replicas", POOL, this::ready),
                new Samples(
                        "sluice_dead_letters_total",
                        "Dead letters since the history that is read began",
                        List.of("reason", "topic"),
                        this::deadLetters));
    }

    private double age() {
        OptionalLong age = model.newestAgeMs();
        return age.isPresent() ? age.getAsLong() / 1000.0 : Double.NaN;
    }

    private static @Nullable Double leadSeconds(Summary summary) {
        Long lead = summary.leadTimeMs();
        return lead == null ? null : lead / 1000.0;
    }

    private Samples service(String name, String help, Function<Summary, @Nullable Double> of) {
        return new Samples(name, help, SERVICE, () -> {
            long now = model.now();
            List<Sample> samples = new ArrayList<>();
            shown().forEach(view -> {
                Double value = of.apply(view.summary(now));
                if (value != null) {
                    samples.add(new Sample(List.of(view.service()), value));
                }
            });
            return samples;
        });
    }

    /** A service that was deleted or retired is shown on the page for a day more; its series end at once. */
    private Stream<ServiceView> shown() {
        Stream<ServiceView> all = model.services().stream().filter(ServiceView::isDecidedFor);
        return model.services().size() <= MOST
                ? all
                : all.sorted(Comparator.comparing(ServiceView::service)).limit(MOST);
    }

    private List<Sample> states() {
        long now = model.now();
        Map<String, Long> counts = model.services().stream()
                .collect(Collectors.groupingBy(view -> view.summary(now).state(), Collectors.counting()));
        return Arrays.stream(ServiceState.values())
                .map(ServiceState::toString)
                .map(state -> new Sample(List.of(state), counts.getOrDefault(state, 0L)))
                .toList();
    }

    private List<Sample> desired() {
        return shown().flatMap(view -> view.lastCommands().stream()
                        .map((LastCommand command) ->
                                new Sample(List.of(view.service(), command.pool()), command.replicas())))
                .toList();
    }

    private List<Sample> ready() {
        long now = model.now();
        return shown().flatMap(view -> ready(view.summary(now)).stream()).toList();
    }

    private static List<Sample> ready(Summary summary) {
        Integer all = summary.ready();
        if (summary.pools().isEmpty()) {
            return all == null ? List.of() : List.of(new Sample(List.of(summary.service(), ""), all));
        }
        List<Sample> samples = new ArrayList<>();
        for (Summary.PoolPart pool : summary.pools()) {
            Integer ready = pool.ready();
            if (ready != null) {
                samples.add(new Sample(List.of(summary.service(), pool.pool()), ready));
            }
        }
        return samples;
    }

    private List<Sample> deadLetters() {
        return model.deadLetters().all().stream()
                .map(kind -> new Sample(List.of(kind.reason(), kind.topic()), kind.count()))
                .toList();
    }
}
