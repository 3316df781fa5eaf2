package dev.sluice.executor;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** An actuator of somebody else, as a jar beside Sluice's brings it: found by the service loader, with its own settings. */
public final class NomadProvider implements ActuatorProvider {
    @Override
    public String name() {
        return "nomad";
    }

    @Override
    public void define(ConfigDef settings) {
        settings.define(
                        "address",
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        Importance.HIGH,
                        "Nomad's address.")
                .define("token", ConfigDef.Type.PASSWORD, "", Importance.HIGH, "Token of its access list.")
                .define("namespace", ConfigDef.Type.STRING, "default", Importance.LOW, "Namespace of the jobs.");
    }

    @Override
    public Actuator create(AbstractConfig settings) {
        return new Nomad(
                settings.getString("address"),
                settings.getString("namespace"),
                settings.getPassword("token").value());
    }

    /** A stand-in that keeps what it was told. */
    static final class Nomad implements Actuator {
        final String address;
        final String namespace;
        final String token;
        private final Map<Target, Order> jobs = new HashMap<>();

        Nomad(String address, String namespace, String token) {
            this.address = address;
            this.namespace = namespace;
            this.token = token;
        }

        @Override
        public synchronized Outcome apply(Order order, Instant now) {
            Optional<Order> before = Optional.ofNullable(jobs.get(order.target()));
            jobs.put(
                    order.target(),
                    new Order(
                            order.target(),
                            order.replicas(),
                            order.generation(),
                            order.size().or(() -> before.flatMap(Order::size))));
            return new Outcome.Applied("job registered in " + namespace, OptionalInt.empty());
        }

        synchronized Optional<Order> job(Target target) {
            return Optional.ofNullable(jobs.get(target));
        }

        @Override
        public List<Readiness> poll(List<Waiting> waiting) {
            return List.of();
        }

        @Override
        public boolean tellsReadiness() {
            return false;
        }
    }
}
