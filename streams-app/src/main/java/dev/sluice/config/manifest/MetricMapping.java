package dev.sluice.config.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A file that says what metrics tell of which service.
 *
 * @param identity how services, pools and instances are named
 * @param defaults whether the built-in mapping holds for what this one does not name
 * @param metrics rules, in their order
 * @param lag consumer groups whose lag is the backlog of a service
 */
public record MetricMapping(Identity identity, boolean defaults, List<Rule> metrics, List<Lag> lag) {
    /**
     * Templates of names, such as {@code {service.name}}: the first one counts of which all attributes are there.
     */
    public record Identity(List<String> service, List<String> pool, List<String> instance) {}

    /**
     * A consumer group whose members are the replicas of a service.
     *
     * @param topics what it reads; empty: all topics of which it has committed offsets
     */
    public record Lag(String service, String group, List<String> topics) {}

    /**
     * What metrics of these names tell.
     *
     * @param names names of metrics, which tell the same
     * @param signal word for what they tell; none: nothing
     * @param rank of several metrics with one signal, those with the lowest rank count
     * @param unit unit of a time; empty: as the metric says
     * @param factor what values are multiplied by; empty: 1
     * @param where patterns of attributes that all must match
     * @param errors patterns of attributes of which one matches if a request failed
     * @param identity other names than the file's
     */
    public record Rule(
            List<String> names,
            String signal,
            int rank,
            Optional<String> unit,
            OptionalDouble factor,
            Map<String, String> where,
            Map<String, String> errors,
            Identity identity) {}
}
