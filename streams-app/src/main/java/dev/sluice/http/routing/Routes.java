package dev.sluice.http.routing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a server answers: a handler for each method and path. */
public final class Routes {
    /** Longest body of a route that says nothing else. */
    public static final int USUAL_BODY = 1 << 20;

    private final List<Route> routes = new ArrayList<>();

    /**
     * One route.
     *
     * @param method GET, POST, PUT or DELETE
     * @param path segments; those in braces take any value
     * @param access who may call it
     * @param maxBody longest body in bytes
     * @param handler answers it
     */
    public record Route(String method, String path, Access access, int maxBody, HttpHandler handler) {}

    /** A route found for a path, with the values of its names. */
    public record Found(Route route, Map<String, String> parameters) {}

    /** Answers GET, and HEAD without the body. */
    public Routes get(String path, HttpHandler handler) {
        return add(new Route("GET", path, Access.OPEN, 0, handler));
    }

    /** Answers POST. */
    public Routes post(String path, Access access, HttpHandler handler) {
        return add(new Route("POST", path, access, USUAL_BODY, handler));
    }

    /** Answers PUT. */
    public Routes put(String path, Access access, HttpHandler handler) {
        return add(new Route("PUT", path, access, USUAL_BODY, handler));
    }

    /** Answers DELETE. */
    public Routes delete(String path, Access access, HttpHandler handler) {
        return add(new Route("DELETE", path, access, 0, handler));
    }

    /** Adds any route; a method and path that are there already are refused. */
    public Routes add(Route route) {
        if (routes.stream()
                .anyMatch(other ->
                        other.method().equals(route.method()) && other.path().equals(route.path()))) {
            throw new IllegalArgumentException("two routes for " + route.method() + " " + route.path());
        }
        PathTemplate.of(route.path());
        routes.add(route);
        return this;
    }

    /** All routes, in their order. */
    public List<Route> all() {
        return List.copyOf(routes);
    }

    /** The first route for a method whose path fits the segments. */
    public Optional<Found> find(String method, List<String> path) {
        return routes.stream()
                .filter(route -> route.method().equals(method))
                .flatMap(route ->
                        PathTemplate.of(route.path()).match(path).map(values -> new Found(route, values)).stream())
                .findFirst();
    }

    /** The methods that some route has for a path; empty where there is none. */
    public Set<String> methods(List<String> path) {
        Set<String> methods = new LinkedHashSet<>();
        for (Route route : routes) {
            if (PathTemplate.of(route.path()).match(path).isPresent()) {
                methods.add(route.method());
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return methods;
    }
}
