package dev.sluice.schemas;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** A registry in this process's memory, with the rules of a real one; {@code mock://scope} names the one of that scope. */
public final class InMemoryRegistry implements SchemaRegistry {
    private static final Map<String, InMemoryRegistry> SCOPES = new ConcurrentHashMap<>();

    private final Map<String, List<Registered>> subjects = new TreeMap<>();
    private final Map<String, Compatibility> rules = new HashMap<>();
    private final Map<Schema, Integer> ids = new HashMap<>();
    private final List<Schema> schemas = new ArrayList<>();
    private Compatibility defaultRule = Compatibility.BACKWARD;

    /** One version of a subject, counted from 1. */
    public record Registered(String subject, int version, int id, Schema schema) {}

    /** The registry that everyone in this process who names the scope shares. */
    public static InMemoryRegistry ofScope(String scope) {
        return SCOPES.computeIfAbsent(scope, s -> new InMemoryRegistry());
    }

    /** Forgets a scope: the next to name it gets an empty registry. */
    public static void forget(String scope) {
        SCOPES.remove(scope);
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        Optional<Registered> there = find(subject, schema);
        if (there.isPresent()) {
            return there.get().id();
        }
        List<String> why = incompatibilities(subject, schema);
        if (!why.isEmpty()) {
            throw new RegistryRefusedException(
                    RegistryRefusedException.CONFLICT,
                    subject + ": incompatible with an earlier version: " + String.join("; ", why));
        }
        List<Registered> versions = subjects.computeIfAbsent(subject, s -> new ArrayList<>());
        int id = ids.computeIfAbsent(schema, this::nextId);
        versions.add(new Registered(subject, versions.size() + 1, id, schema));
        return id;
    }

    private int nextId(Schema schema) {
        schemas.add(schema);
        return schemas.size();
    }

    @Override
    public synchronized OptionalInt idOf(String subject, Schema schema) {
        return find(subject, schema).map(r -> OptionalInt.of(r.id())).orElse(OptionalInt.empty());
    }

    @Override
    public synchronized Schema schema(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new UnknownSchemaException(id);
        }
        return schemas.get(id - 1);
    }

    @Override
    public synchronized List<String> incompatibilities(String subject, Schema schema) {
        List<Schema> before = versions(subject).stream().map(Registered::schema).toList();
        return rule(subject).violations(schema, before);
    }

    /** Why the subject's rule forbids this schema to follow this one version; empty where it may. */
    public synchronized List<String> incompatibilities(Registered version, Schema schema) {
        return rule(version.subject()).violations(schema, List.of(version.schema()));
    }

    @Override
    public synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    /** The versions of a subject, oldest first; none for an unknown subject. */
    public synchronized List<Registered> versions(String subject) {
        return List.copyOf(subjects.getOrDefault(subject, List.of()));
    }

    /** The version that holds this schema under a subject, if any. */
    public synchronized Optional<Registered> find(String subject, Schema schema) {
        return versions(subject).stream().filter(r -> r.schema().equals(schema)).findFirst();
    }

    /** The rule of a subject: its own, else the one for all. */
    public synchronized Compatibility rule(String subject) {
        return rules.getOrDefault(subject, defaultRule);
    }

    /** Sets the rule of one subject. */
    public synchronized void rule(String subject, Compatibility rule) {
        rules.put(subject, rule);
    }

    /** The rule of subjects without one of their own. */
    public synchronized Compatibility defaultRule() {
        return defaultRule;
    }

    /** Sets the rule of subjects without one of their own. */
    public synchronized void defaultRule(Compatibility rule) {
        defaultRule = rule;
    }
}
