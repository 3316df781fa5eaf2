package dev.sluice.http.limits;

import java.time.Duration;

/**
 * What protects a process from its clients.
 *
 * @param connections open connections at once; further ones wait to be accepted
 * @param threads threads that answer requests
 * @param idle a connection on which nothing moves for this long is closed
 * @param requestTime time within which the body of a request must have come
 * @param streams event streams at once; further ones are refused
 * @param streamBytes bytes that wait for one slow reader of an event stream before it is dropped
 * @param bodyBytes bytes that bodies may take at once; further requests with more than a small body are refused
 */
public record HttpLimits(
        int connections,
        int threads,
        Duration idle,
        Duration requestTime,
        int streams,
        int streamBytes,
        long bodyBytes) {
    public static final HttpLimits USUAL = new HttpLimits(
            1000, 32, Duration.ofSeconds(60), Duration.ofSeconds(30), 200, 512 * 1024, RequestMemory.ofHeap(8));

    public HttpLimits {
        if (connections < 1 || threads < 8 || streams < 1 || streamBytes < 1024) {
            throw new IllegalArgumentException("limits are positive, with at least 8 threads and 1024 bytes a stream");
        }
    }
}
