package dev.sluice.executor.keda;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.ActuatorProvider;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.Target;
import dev.sluice.executor.history.OrderFollower;
import dev.sluice.executor.history.OrdersInForce;
import dev.sluice.executor.kubernetes.ObservedReplicas;
import dev.sluice.executor.settings.SettingRows;
import io.grpc.ServerCredentials;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actuator {@code keda}. */
public final class KedaProvider implements ActuatorProvider {
    private static final Logger LOG = LoggerFactory.getLogger(KedaProvider.class);
    /** The port where KEDA finds the scaler by default. */
    public static final int DEFAULT_PORT = 50051;

    private static final String HOST = "host";
    private static final String PORT = "port";
    private static final String OBSERVE = "observe";

    @Override
    public String name() {
        return "keda";
    }

    @Override
    public void define(ConfigDef settings) {
        new SettingRows(settings)
                .text(HOST, "0.0.0.0", "Address at which KEDA's questions are answered, over gRPC.")
                .port(PORT, DEFAULT_PORT, "Port of it; 0: any free one, which the log names.");
        Tls.define(settings);
        settings.define(
                OBSERVE,
                ConfigDef.Type.STRING,
                "auto",
                ConfigDef.ValidString.in("auto", "kubernetes", "none"),
                ConfigDef.Importance.MEDIUM,
                "Where ready replicas are read: kubernetes; none: nowhere, and no command is acknowledged as READY; auto:"
                        + " kubernetes if there is a kubeconfig or a service account.");
        ObservedReplicas.define(settings);
    }

    /** Without an executor's topics: it offers what it carries out itself. */
    @Override
    public Actuator create(AbstractConfig settings) {
        return create(settings, Optional.empty());
    }

    @Override
    public Actuator create(AbstractConfig settings, ExecutorSettings executor) {
        return create(settings, Optional.of(executor));
    }

    private KedaActuator create(AbstractConfig settings, Optional<ExecutorSettings> executor) {
        Scaler scaler = new Scaler();
        Optional<ObservedReplicas> observed = observed(settings);
        Tolerance tolerance = new Tolerance(
                target -> observed.map(cluster -> cluster.existing(target)).orElse(OptionalInt.empty()));
        ScalerServer server = listen(settings, scaler, tolerance);
        List<AutoCloseable> ends = new ArrayList<>(List.of(server));
        executor.ifPresentOrElse(
                all -> ends.add(OrderFollower.start(all, scaler.orders)), () -> scaler.orders.complete(Instant.EPOCH));
        observed.ifPresent(ends::add);
        LOG.info("KEDA's scaler listens at port {} of {}", server.port(), settings.getString(HOST));
        if (observed.isEmpty()) {
            LOG.warn(
                    "Nobody reports ready replicas: commands are acknowledged as APPLIED only ({}{})",
                    prefix(),
                    OBSERVE);
        }
        return new KedaActuator(scaler.orders, observed, ends, System::nanoTime);
    }

    /** Orders in force and the streams that hear of them. */
    private static final class Scaler {
        private final OrdersInForce orders;
        private final ActivityStreams streams;

        Scaler() {
            streams = new ActivityStreams(this::isActive);
            orders = new OrdersInForce(streams::changed);
        }

        private Optional<Boolean> isActive(Target target) {
            return orders.of(target).map(order -> order.replicas() > 0);
        }
    }

    private ScalerServer listen(AbstractConfig settings, Scaler scaler, Tolerance tolerance) {
        InetSocketAddress address = new InetSocketAddress(settings.getString(HOST), settings.getInt(PORT));
        if (address.isUnresolved()) {
            throw new ConfigException(prefix() + HOST, settings.getString(HOST), "is no address of this machine");
        }
        ServerCredentials credentials = Tls.credentials(settings, prefix());
        try {
            return ScalerServer.start(
                    address,
                    credentials,
                    new ScalerService(scaler.orders, scaler.streams, tolerance),
                    scaler.orders::isComplete);
        } catch (IOException e) {
            throw new ConfigException(
                    prefix() + PORT,
                    settings.getInt(PORT),
                    "cannot be listened at, at " + settings.getString(HOST) + ": " + reason(e));
        }
    }

    private static String reason(IOException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage());
    }

    private static Optional<ObservedReplicas> observed(AbstractConfig settings) {
        boolean wanted = switch (settings.getString(OBSERVE)) {
            case "kubernetes" -> true;
            case "auto" -> ObservedReplicas.isConfigured(settings);
            default -> false;
        };
        return wanted ? Optional.of(ObservedReplicas.connect(settings)) : Optional.empty();
    }
}
