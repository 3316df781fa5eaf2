package dev.sluice.executor.keda;

import dev.sluice.executor.Target;
import dev.sluice.executor.history.OrdersInForce;
import dev.sluice.executor.history.OrdersInForce.InForce;
import dev.sluice.executor.keda.ScalerMessages.MetricsRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Optional;

/**
 * Answers KEDA from the orders in force. Without one, the answer is an error and never a number: NOT_FOUND if no command is
 * known, UNAVAILABLE if the topics are not read to their end yet, INVALID_ARGUMENT if the trigger names no service.
 * KEDA then leaves the replicas as they are, or does what the ScaledObject's {@code fallback} says.
 */
final class ScalerService {
    /** The metric is the replicas to run, so each replica is to have one of it. */
    private static final long TARGET_PER_REPLICA = 1;

    private final OrdersInForce orders;
    private final ActivityStreams streams;
    private final Tolerance tolerance;

    ScalerService(OrdersInForce orders, ActivityStreams streams, Tolerance tolerance) {
        this.orders = orders;
        this.streams = streams;
        this.tolerance = tolerance;
    }

    void isActive(byte[] request, StreamObserver<byte[]> answer) {
        answer(
                answer,
                () -> ScalerMessages.active(
                        inForce(ScaledObjectRef.read(request).target()).replicas() > 0));
    }

    void streamIsActive(byte[] request, StreamObserver<byte[]> answer) {
        try {
            streams.open(ScaledObjectRef.read(request).target(), (ServerCallStreamObserver<byte[]>) answer);
        } catch (IOException | IllegalArgumentException e) {
            answer.onError(refusal(e));
        }
    }

    void getMetricSpec(byte[] request, StreamObserver<byte[]> answer) {
        answer(answer, () -> {
            ScaledObjectRef ref = ScaledObjectRef.read(request);
            Target unused = ref.target();
            double unusedShare = ref.tolerance();
            return ScalerMessages.metricSpecs(ref.metricName(), TARGET_PER_REPLICA);
        });
    }

    void getMetrics(byte[] request, StreamObserver<byte[]> answer) {
        answer(answer, () -> {
            MetricsRequest asked = MetricsRequest.read(request);
            Target target = asked.ref().target();
            double replicas = tolerance.beyond(
                    target, inForce(target).replicas(), asked.ref().tolerance());
            return ScalerMessages.metricValues(asked.metricName(), replicas);
        });
    }

    private InForce inForce(Target target) {
        Optional<InForce> order = orders.of(target);
        if (order.isPresent()) {
            return order.get();
        }
        Status status = orders.isComplete()
                ? Status.NOT_FOUND.withDescription("no command for " + target + " is in force")
                : Status.UNAVAILABLE.withDescription("the commands are being read");
        throw status.asRuntimeException();
    }

    @FunctionalInterface
    private interface Answer {
        byte[] get() throws IOException;
    }

    private static void answer(StreamObserver<byte[]> observer, Answer answer) {
        byte[] message;
        try {
            message = answer.get();
        } catch (IOException | RuntimeException e) {
            observer.onError(refusal(e));
            return;
        }
        observer.onNext(message);
        observer.onCompleted();
    }

    private static Throwable refusal(Exception e) {
        if (e instanceof IOException) {
            return Status.INVALID_ARGUMENT
                    .withDescription("the request is no message of externalscaler.proto: " + e.getMessage())
                    .asRuntimeException();
        }
        return e instanceof IllegalArgumentException
                ? Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException()
                : e;
    }
}
