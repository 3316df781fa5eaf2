package dev.sluice.executor.keda;

import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What KEDA's operator does with an external-push scaler. */
public final class KedaOperator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ManagedChannel channel;

    public KedaOperator(int port) {
        this(port, InsecureChannelCredentials.create());
    }

    KedaOperator(int port, ChannelCredentials credentials) {
        channel = Grpc.newChannelBuilder("localhost:" + port, credentials).build();
    }

    static Map<String, String> trigger(String service, String pool) {
        Map<String, String> metadata = new HashMap<>(Map.of("scalerAddress", "sluice-keda:50051", "service", service));
        if (!pool.isEmpty()) {
            metadata.put("pool", pool);
        }
        return metadata;
    }

    /** The metric's value, as KEDA reads it. */
    public double metric(String service, String pool) {
        byte[] answer = call(
                "GetMetrics",
                ScalerProtocol.metricsRequest(service, "shop", trigger(service, pool), "sluice-desired-replicas"));
        double value = (double) ScalerProtocol.read("GetMetricsResponse", answer, "metricValueFloat");
        long whole = (long) ScalerProtocol.read("GetMetricsResponse", answer, "metricValue");
        return value > 0 ? value : whole;
    }

    public boolean isActive(String service, String pool) {
        return (boolean) ScalerProtocol.read(
                "IsActiveResponse",
                call("IsActive", ScalerProtocol.scaledObject(service, "shop", trigger(service, pool))),
                "result");
    }

    /** The answer to a single question; {@code StatusRuntimeException} where it is refused. */
    byte[] call(String method, byte[] request) {
        return ClientCalls.blockingUnaryCall(
                channel,
                method("externalscaler.ExternalScaler/" + method, MethodType.UNARY),
                CallOptions.DEFAULT.withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS),
                request);
    }

    byte[] health() {
        return ClientCalls.blockingUnaryCall(
                channel,
                method("grpc.health.v1.Health/Check", MethodType.UNARY),
                CallOptions.DEFAULT.withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS),
                new byte[0]);
    }

    /** Opens {@code StreamIsActive}. */
    public Activity stream(String service, String pool) {
        return new Activity(ScalerProtocol.scaledObject(service, "shop", trigger(service, pool)));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(name)
                .setRequestMarshaller(ScalerServer.Bytes.AS_THEY_ARE)
                .setResponseMarshaller(ScalerServer.Bytes.AS_THEY_ARE)
                .build();
    }

    /** One open stream. */
    public final class Activity {
        private final BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
        private final BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
        private final ClientCall<byte[], byte[]> call = channel.newCall(
                method("externalscaler.ExternalScaler/StreamIsActive", MethodType.SERVER_STREAMING),
                CallOptions.DEFAULT);

        Activity(byte[] request) {
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(byte[] message) {
                            told.add((boolean) ScalerProtocol.read("IsActiveResponse", message, "result"));
                            call.request(1);
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            ended.add(status);
                        }
                    },
                    new Metadata());
            call.request(1);
            call.sendMessage(request);
            call.halfClose();
        }

        /** What is pushed next. */
        public boolean next() throws InterruptedException {
            return Optional.ofNullable(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("nothing was pushed; ended: " + ended));
        }

        /** Whether nothing was pushed that was not read yet. */
        public boolean isQuiet() {
            return told.isEmpty() && ended.isEmpty();
        }

        Status end() throws InterruptedException {
            return Optional.ofNullable(ended.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("it does not end"));
        }

        void cancel() {
            call.cancel("the operator restarts", null);
        }
    }
}
