package dev.sluice.executor;

import dev.sluice.events.ScalingAck;
import dev.sluice.executor.settings.Fingerprint;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands that an executor carries out: those of these services in these pools. A name may contain {@code *}, which
 * stands for any characters. {@code ""} is the pool of a service that has one pool.
 *
 * <p>Example: services {@code [chat-*]} and pools {@code [gpu, spot-gpu]} cover {@code chat-eu} in {@code gpu}, but not
 * {@code chat-eu} in {@code cpu}.
 */
public record Scope(List<String> services, List<String> pools, Pattern service, Pattern pool) {
    private static final String ANY = "*";
    private static final String NO_NAME = "\"\"";

    /** Everything. */
    public static final Scope ALL = of(List.of(ANY), List.of(ANY));

    /** The scope of these names; throws {@link IllegalArgumentException} if one of the lists is empty. */
    public static Scope of(List<String> services, List<String> pools) {
        return new Scope(List.copyOf(services), List.copyOf(pools), pattern(services), pattern(pools));
    }

    /** Matches the names of a list; throws {@link IllegalArgumentException} if it is empty. */
    static Pattern pattern(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("it names nothing; * is all");
        }
        return Pattern.compile(names.stream().map(Scope::expression).collect(Collectors.joining("|")), Pattern.DOTALL);
    }

    /** The same for the value of a setting. */
    static void patternOf(Object names) {
        Pattern unused = pattern(((List<?>) names).stream().map(String::valueOf).toList());
    }

    private static String expression(String name) {
        String plain = name.equals(NO_NAME) ? "" : name;
        return Stream.of(plain.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }

    public boolean covers(Target target) {
        return service.matcher(target.service()).matches()
                && pool.matcher(target.pool()).matches();
    }

    /** Whether a recorded acknowledgement is of a command of this scope; one of no service is of none. */
    public boolean covers(ScalingAck ack) {
        return !ack.getService().isEmpty() && covers(Target.of(ack));
    }

    boolean isAll() {
        return services.contains(ANY) && pools.contains(ANY);
    }

    /**
     * The consumer group of the executors with this scope. Executors of one group share the partitions, so a group must
     * not contain two scopes: each would pass over what is delivered to it and belongs to the other.
     */
    String group(String name) {
        return isAll() ? name : name + "-" + Fingerprint.of(new TreeSet<>(services) + "/" + new TreeSet<>(pools));
    }
}
