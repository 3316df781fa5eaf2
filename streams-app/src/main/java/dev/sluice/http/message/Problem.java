package dev.sluice.http.message;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why a request is not answered as asked, by RFC 9457.
 *
 * @param status status code, 400 to 599
 * @param title the kind of problem in a few words
 * @param detail what is wrong here, and what to do about it
 * @param more further members
 */
public record Problem(int status, String title, String detail, Map<String, Object> more) {
    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("a problem has a status from 400 to 599, not " + status);
        }
        more = Map.copyOf(more);
    }

    /** A problem with nothing more to say. */
    public static Problem of(int status, String detail) {
        return new Problem(status, title(status), detail, Map.of());
    }

    /** The same with a further member. */
    public Problem with(String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(more);
        all.put(name, value);
        return new Problem(status, title, detail, all);
    }

    /** As {@code application/problem+json}. */
    public HttpResponse.Full response() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        more.forEach(body::putIfAbsent);
        return new HttpResponse.Full(
                status, "application/problem+json", JsonText.bytes(body), Map.of("Cache-Control", "no-store"));
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 503 -> "Service Unavailable";
            default -> status < 500 ? "Bad Request" : "Internal Server Error";
        };
    }
}
