package dev.sluice.http.message;

import java.util.Map;
import java.util.TreeMap;

/** Ends a request with a problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;
    private final transient Map<String, String> headers;

    public ProblemException(Problem problem) {
        this(problem, Map.of());
    }

    private ProblemException(Problem problem, Map<String, String> headers) {
        super(problem.detail());
        this.problem = problem;
        this.headers = Map.copyOf(headers);
    }

    public ProblemException(int status, String detail) {
        this(Problem.of(status, detail));
    }

    /** The same with a header of the answer, such as Retry-After. */
    public ProblemException with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new ProblemException(problem, more);
    }

    /** What the client is told. */
    public Problem problem() {
        return problem;
    }

    /** The answer. */
    public HttpResponse.Full response() {
        HttpResponse.Full response = problem.response();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }
}
