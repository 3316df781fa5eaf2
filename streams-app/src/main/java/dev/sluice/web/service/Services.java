package dev.sluice.web.service;

import dev.sluice.config.text.Spelling;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.ProblemException;
import dev.sluice.web.json.JsonObject;
import dev.sluice.web.json.Parameters;
import dev.sluice.web.model.ReadModel;
import dev.sluice.web.model.ServiceView;
import dev.sluice.web.model.summary.ServiceState;
import dev.sluice.web.model.summary.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All services at a glance: filtered, sorted, a page at a time. */
public final class Services {
    private static final int USUAL = 5_000;
    private static final int MOST = 20_000;

    private static final Map<String, Comparator<Summary>> ORDERS = orders();

    private final ReadModel model;

    public Services(ReadModel model) {
        this.model = model;
    }

    /** The service of a request; a name that nobody knows is answered with one that is near. */
    public ServiceView of(HttpRequest request) {
        return named(request.parameter("service"));
    }

    /** The service of that name, or a problem. */
    public ServiceView named(String name) {
        return model.service(name)
                .orElseThrow(() ->
                        new ProblemException(404, "there is no service " + name + Spelling.hint(name, model.names())));
    }

    public HttpResponse list(HttpRequest request) {
        Parameters parameters = new Parameters(request);
        Optional<String> state = parameters.word(
                "state",
                Arrays.stream(ServiceState.values()).map(ServiceState::toString).toList());
        String sort = parameters.word("sort", ORDERS.keySet()).orElse("service");
        boolean descending = parameters
                .word("order", List.of("asc", "desc"))
                .filter("desc"::equals)
                .isPresent();
        int limit = parameters.count("limit", USUAL, MOST);
        int offset = parameters.count("offset", 0, Integer.MAX_VALUE);
        long now = model.now();
        String filter = request.query("filter").orElse("").toLowerCase(Locale.ROOT);
        List<Summary> found = new ArrayList<>();
        for (ServiceView view : model.services()) {
            if (view.service().toLowerCase(Locale.ROOT).contains(filter)) {
                Summary summary = view.summary(now);
                if (state.isEmpty() || state.get().equals(summary.state())) {
                    found.add(summary);
                }
            }
        }
        found.sort(order(sort, descending));
        List<Summary> page = found.stream().skip(offset).limit(limit).toList();
        return HttpResponse.json(JsonObject.of("services", page)
                .put("total", found.size())
                .put("now", now)
                .map());
    }

    private static Comparator<Summary> order(String sort, boolean descending) {
        Comparator<Summary> order = Optional.ofNullable(ORDERS.get(sort)).orElseThrow();
        return (descending ? order.reversed() : order).thenComparing(Summary::service);
    }

    private static Map<String, Comparator<Summary>> orders() {
        Map<String, Comparator<Summary>> orders = new LinkedHashMap<>();
        orders.put("service", Comparator.comparing(Summary::service));
        orders.put(
                "state",
                Comparator.comparing(s -> ServiceState.valueOf(s.state().toUpperCase(Locale.ROOT))));
        orders.put("demand", number(Summary::demand));
        orders.put("forecast", number(Summary::forecast));
        orders.put("upper", number(Summary::upper));
        orders.put("ready", number(Summary::ready));
        orders.put("ordered", number(Summary::ordered));
        orders.put("target", number(Summary::target));
        orders.put("capacity", number(Summary::capacity));
        orders.put("unservedShare", number(Summary::unservedShare));
        orders.put("costPerHour", number(Summary::costPerHour));
        orders.put("leadTimeMs", number(Summary::leadTimeMs));
        orders.put("overrides", number(Summary::overrides));
        orders.put("at", number(Summary::at));
        return orders;
    }

    /** What is not known comes first, as the smallest. */
    private static Comparator<Summary> number(Function<Summary, @Nullable Number> of) {
        return Comparator.comparingDouble(summary -> {
            Number value = of.apply(summary);
            return value == null ? Double.NEGATIVE_INFINITY : value.doubleValue();
        });
    }
}
