package dev.sluice.config.foreign;

import dev.sluice.config.foreign.object.Fields;
import dev.sluice.config.text.Zones;
import dev.sluice.demand.Signal;
import dev.sluice.policy.schedule.Cron;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Triggers of a ScaledObject: what becomes a signal, and a schedule for each cron trigger. */
final class TriggerTranslation {
    private static final Pattern LENGTHS =
            Pattern.compile("(?!activation).*(length|count|threshold|value|lag|depth|size)", Pattern.CASE_INSENSITIVE);
    /** Modes in which a queue is measured by what waits in it. */
    private static final Pattern WAITING = Pattern.compile("(?i).*(length|size|messages|unknown)");

    private static final String SOURCE = "says where KEDA reads; Sluice gets demand from reports";
    /** Sources in which messages wait. */
    private static final Set<String> QUEUES = Set.of(
            "activemq",
            "apache-kafka",
            "artemis-queue",
            "aws-kinesis-stream",
            "aws-sqs-queue",
            "azure-blob",
            "azure-eventhub",
            "azure-pipelines",
            "azure-queue",
            "azure-servicebus",
            "beanstalkd",
            "gcp-cloudtasks",
            "gcp-pubsub",
            "github-runner",
            "huawei-cloudeye",
            "ibmmq",
            "kafka",
            "liiklus",
            "mssql",
            "mongodb",
            "mysql",
            "nats-jetstream",
            "nsq",
            "postgresql",
            "pulsar",
            "rabbitmq",
            "redis",
            "redis-cluster",
            "redis-cluster-streams",
            "redis-sentinel",
            "redis-sentinel-streams",
            "redis-streams",
            "solace-event-queue",
            "stan",
            "temporal");
    /** Where the names of a metric may stand, and its target for each replica. */
    private static final List<String> NAMES = List.of("query", "metricName", "metricsQuery", "nrql", "name");

    private static final List<String> TARGETS =
            List.of("threshold", "targetValue", "value", "queryValue", "targetMetricValue", "targetQueryValue");

    private final String service;
    private final Demands demands;
    private final List<String> commands;

    TriggerTranslation(String service, Demands demands, List<String> commands) {
        this.service = service;
        this.demands = demands;
        this.commands = commands;
    }

    void read(Fields trigger) {
        String type = trigger.required("type");
        Fields metadata = trigger.below("metadata");
        Optional<String> metricType = trigger.text("metricType");
        switch (type) {
            case "cron" -> cron(metadata);
            case "cpu", "memory" -> resource(type, metadata, metricType);
            default -> source(type, trigger, metadata, metricType);
        }
        trigger.skip("name", "useCachedMetrics");
        trigger.remark("authenticationRef", SOURCE);
        trigger.rest();
    }

    private void cron(Fields metadata) {
        String start = metadata.required("start");
        String end = metadata.required("end");
        String zone = metadata.text("timezone").orElse("UTC");
        int replicas =
                metadata.whole("desiredReplicas").orElseThrow(() -> metadata.wrong("desiredReplicas", "is missing"));
        metadata.rest();
        try {
            Cron.parse(start);
            Cron.parse(end);
            var unused = Zones.parse(zone);
        } catch (IllegalArgumentException e) {
            metadata.remark("is no schedule that Sluice knows: " + e.getMessage());
            return;
        }
        if (replicas == 0) {
            metadata.remark("asks for nothing: replicas.min holds outside of other schedules");
            return;
        }
        commands.add("sluice override " + shell(service) + " schedule --start " + shell(start) + " --end " + shell(end)
                + " --zone " + shell(zone) + " --min " + replicas + " --reason 'from KEDA' --config sluice.properties");
        metadata.remark("is a schedule, which is no part of a policy: run the command beside it");
    }

    private static String shell(String word) {
        return word.matches("[A-Za-z0-9_./:-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private void resource(String resource, Fields metadata, Optional<String> metricType) {
        Optional<String> type = metadata.text("type");
        Optional<BigDecimal> value = metadata.quantity("value");
        boolean amount =
                metricType.or(() -> type).filter("AverageValue"::equals).isPresent();
        value.ifPresent(target -> {
            if (amount) {
                demands.amount(metadata, resource, target);
            } else {
                demands.utilization(metadata, resource, target);
            }
        });
        metadata.remark("containerName", "the whole replica counts, not one container");
        metadata.rest();
    }

    /** The name or query that tells most: the name of a metric is often left as it was in an example. */
    private static String name(Fields metadata) {
        List<String> stated =
                NAMES.stream().flatMap(key -> metadata.text(key).stream()).toList();
        return stated.stream()
                .filter(name -> SignalOfMetric.isOutcome(name)
                        || SignalOfMetric.of(name).isPresent())
                .findFirst()
                .or(() -> stated.stream().findFirst())
                .orElse("");
    }

    private void source(String type, Fields trigger, Fields metadata, Optional<String> metricType) {
        boolean total = metricType.filter("Value"::equals).isPresent()
                || metadata.text("metricType").filter("Value"::equals).isPresent();
        Optional<String> mode = metadata.text("mode");
        if (type.equals("rabbitmq") && mode.filter("MessageRate"::equals).isPresent()) {
            metadata.quantity("value").ifPresent(each -> demands.rate(metadata, Signal.REQUESTS, each));
        } else if (KafkaTrigger.is(type, metadata)) {
            KafkaTrigger.read(metadata, demands);
        } else if (QUEUES.contains(type)) {
            demands.queue(metadata);
            metadata.remarkAll(LENGTHS, "has no counterpart: a policy states no length for each replica");
            mode.filter(name -> !WAITING.matcher(name).matches())
                    .ifPresent(name -> metadata.remark("mode", "has no counterpart: what waits in the queue counts"));
        } else {
            Optional<BigDecimal> target =
                    TARGETS.stream().filter(metadata::has).findFirst().flatMap(metadata::quantity);
            String name = name(metadata);
            if (name.isEmpty()) {
                trigger.remark("of type " + type + " tells no signal of Sluice: state demand");
                TARGETS.forEach(key -> metadata.remark(key, "is a target of this trigger, and a policy has none"));
            } else {
                demands.metric(metadata, name, total ? Optional.empty() : target);
            }
        }
        for (String activation :
                List.of("activationThreshold", "activationLagThreshold", "activationValue", "activationTargetValue")) {
            metadata.remark(activation, "a service at zero wakes with its first demand");
        }
        metadata.rest(SOURCE);
    }
}
