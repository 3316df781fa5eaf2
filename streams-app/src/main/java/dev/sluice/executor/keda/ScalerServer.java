package dev.sluice.executor.keda;

import com.google.protobuf.CodedOutputStream;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The gRPC server: KEDA's {@code externalscaler.ExternalScaler}, and {@code grpc.health.v1.Health} for probes. */
final class ScalerServer implements AutoCloseable {
    private static final String SCALER = "externalscaler.ExternalScaler";
    private static final String HEALTH = "grpc.health.v1.Health";
    /** Requests have a few names and pieces of metadata. */
    private static final int LARGEST_REQUEST = 64 * 1024;

    private static final int LARGEST_HEADERS = 16 * 1024;
    private static final int SERVING = 1;
    private static final int NOT_SERVING = 2;
    private static final long END_WITHIN_MS = 500;

    private final Server server;

    private ScalerServer(Server server) {
        this.server = server;
    }

    /**
     * Listens.
     *
     * @param isServing whether probes are told that it serves
     * @throws IOException where the address cannot be listened at
     */
    static ScalerServer start(
            InetSocketAddress address, ServerCredentials credentials, ScalerService service, BooleanSupplier isServing)
            throws IOException {
        Server server = NettyServerBuilder.forAddress(address, credentials)
                .directExecutor()
                .maxInboundMessageSize(LARGEST_REQUEST)
                .maxInboundMetadataSize(LARGEST_HEADERS)
                // a peer that is gone without a word is noticed; KEDA may ask for the same as often as it likes
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(scaler(service))
                .addService(health(isServing))
                .build();
        return new ScalerServer(server.start());
    }

    private static BindableService scaler(ScalerService service) {
        return () -> ServerServiceDefinition.builder(SCALER)
                .addMethod(method(SCALER, "IsActive", MethodType.UNARY), ServerCalls.asyncUnaryCall(service::isActive))
                .addMethod(
                        method(SCALER, "StreamIsActive", MethodType.SERVER_STREAMING),
                        ServerCalls.asyncServerStreamingCall(service::streamIsActive))
                .addMethod(
                        method(SCALER, "GetMetricSpec", MethodType.UNARY),
                        ServerCalls.asyncUnaryCall(service::getMetricSpec))
                .addMethod(
                        method(SCALER, "GetMetrics", MethodType.UNARY), ServerCalls.asyncUnaryCall(service::getMetrics))
                .build();
    }

    private static BindableService health(BooleanSupplier isServing) {
        return () -> ServerServiceDefinition.builder(HEALTH)
                .addMethod(method(HEALTH, "Check", MethodType.UNARY), ServerCalls.asyncUnaryCall((request, answer) -> {
                    answer.onNext(health(isServing.getAsBoolean() ? SERVING : NOT_SERVING));
                    answer.onCompleted();
                }))
                .build();
    }

    /** {@code HealthCheckResponse { ServingStatus status = 1; }}. */
    private static byte[] health(int status) {
        byte[] message = new byte[CodedOutputStream.computeEnumSize(1, status)];
        try {
            CodedOutputStream.newInstance(message).writeEnum(1, status);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be written", e);
        }
        return message;
    }

    private static MethodDescriptor<byte[], byte[]> method(String service, String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .setRequestMarshaller(Bytes.AS_THEY_ARE)
                .setResponseMarshaller(Bytes.AS_THEY_ARE)
                .build();
    }

    /** The port that it listens at. */
    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdown();
        try {
            // streams never end by themselves
            if (!server.awaitTermination(END_WITHIN_MS, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Messages are read and written by {@link ScalerMessages}. */
    enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        AS_THEY_ARE;

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
