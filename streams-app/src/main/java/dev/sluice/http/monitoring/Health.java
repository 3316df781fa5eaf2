package dev.sluice.http.monitoring;

import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.routing.Routes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether the process can work at all (live) and whether it does (ready). A check gives the reasons why not, each a
 * sentence; none says yes. What is not live is not ready.
 */
public final class Health {
    private final List<Supplier<List<String>>> live = new CopyOnWriteArrayList<>();
    private final List<Supplier<List<String>>> ready = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;

    /** Of something that knows both: reasons why it is not live, and why it is not ready. */
    public static Health of(Supplier<List<String>> notLive, Supplier<List<String>> notReady) {
        return new Health().live(notLive).ready(notReady);
    }

    /** A reason to start the process anew. */
    public Health live(Supplier<List<String>> check) {
        live.add(check);
        return this;
    }

    /** A reason to count on others for now. */
    public Health ready(Supplier<List<String>> check) {
        ready.add(check);
        return this;
    }

    /** From now on it is live but not ready: it is on its way to the end. */
    public void stopping() {
        stopping = true;
    }

    /** Why the process cannot work any more. */
    public List<String> notLive() {
        return reasons(live.stream());
    }

    /** Why it does not do its work now. */
    public List<String> notReady() {
        return stopping ? List.of("it is shutting down") : reasons(Stream.concat(live.stream(), ready.stream()));
    }

    public void addTo(Routes routes) {
        routes.get("/health/live", request -> response(stopping ? List.of() : notLive()));
        routes.get("/health/ready", request -> response(notReady()));
    }

    private static HttpResponse response(List<String> why) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", why.isEmpty() ? "UP" : "DOWN");
        body.put("why", why);
        return HttpResponse.json(why.isEmpty() ? 200 : 503, body);
    }

    private static List<String> reasons(Stream<Supplier<List<String>>> checks) {
        List<String> reasons = new ArrayList<>();
        checks.forEach(check -> {
            try {
                reasons.addAll(check.get());
            } catch (RuntimeException e) {
                reasons.add("a check failed: " + e);
            }
        });
        return reasons.stream().distinct().toList();
    }
}
