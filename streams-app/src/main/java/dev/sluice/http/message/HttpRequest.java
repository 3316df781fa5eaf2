package dev.sluice.http.message;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request, with its body.
 *
 * @param method GET, POST, …
 * @param path the path, decoded, without the query
 * @param parameters values of the names in the route's path
 * @param query values of each name in the query, in their order
 * @param header the value of a header by its name, in any case
 * @param body empty where none came
 * @param isLocal whether a program on this machine sent it, and for itself
 */
public record HttpRequest(
        String method,
        String path,
        Map<String, String> parameters,
        Map<String, List<String>> query,
        Function<String, Optional<String>> header,
        byte[] body,
        boolean isLocal) {
    /** The value of a name in the route's path. */
    public String parameter(String name) {
        return Optional.ofNullable(parameters.get(name))
                .orElseThrow(() -> new IllegalArgumentException("the route has no {" + name + "}"));
    }

    /** The first value of a name in the query, unless it is empty. */
    public Optional<String> query(String name) {
        return query.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** The value of a header. */
    public Optional<String> header(String name) {
        return header.apply(name);
    }

    /** The type of the body without its parameters, in lower case; empty where none is stated. */
    public String contentType() {
        String type = header("Content-Type").orElse("");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(java.util.Locale.ROOT);
    }

    /** The same with other parameters. */
    HttpRequest with(Map<String, String> others) {
        return new HttpRequest(method, path, others, query, header, body, isLocal);
    }

    /** The same with its body. */
    public HttpRequest with(byte[] read) {
        return new HttpRequest(method, path, parameters, query, header, read, isLocal);
    }
}
