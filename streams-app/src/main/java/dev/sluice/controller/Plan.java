package dev.sluice.controller;

import dev.sluice.config.manifest.Manifest;
import dev.sluice.controller.topic.Declarations;
import dev.sluice.controller.topic.DeclaredName;
import dev.sluice.controller.topic.DeclaredRecord;
import dev.sluice.controller.topic.Declarer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be written so that the topics say what the objects declare, and what becomes of each object.
 *
 * @param writes records to write; once that is done their objects are in force
 * @param ends names whose objects are gone
 * @param settled objects for which nothing has to be written
 */
record Plan(List<DeclaredObject> writes, List<DeclaredName> ends, Map<ObjectId, Acceptance> settled) {
    /** The oldest object of a name counts. If they are of one second, the names decide, so that it is always the same. */
    private static final Comparator<DeclaredObject> OLDEST_FIRST = Comparator.comparing(DeclaredObject::createdAt)
            .thenComparing(object -> object.id().namespace())
            .thenComparing(object -> object.id().name());

    /**
     * Who plans: only records that it wrote itself may be ended.
     *
     * @param cluster name of this cluster
     * @param namespaces whose objects are seen; empty: all
     */
    record Realm(String cluster, List<String> namespaces) {
        boolean owns(Declarer declarer) {
            return declarer.cluster().equals(cluster)
                    && (namespaces.isEmpty() || namespaces.contains(declarer.namespace()));
        }

        Declarer declarer(DeclaredObject object) {
            return new Declarer(cluster, object.id().namespace(), object.id().name());
        }
    }

    /** The plan for these objects. Pools and budgets come first: policies name them. */
    static Plan of(Collection<DeclaredObject> objects, Declarations declarations, Realm realm) {
        Plan plan = new Plan(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
        Map<DeclaredName, DeclaredObject> winners = new HashMap<>();
        objects.stream()
                .sorted(OLDEST_FIRST)
                .forEach(object -> Optional.ofNullable(winners.putIfAbsent(object.declares(), object))
                        .ifPresent(older -> plan.settled.put(object.id(), Acceptance.taken(object, older))));
        winners.values().stream()
                .sorted(Comparator.comparing(
                                (DeclaredObject one) -> one.id().resource().kind())
                        .thenComparing(DeclaredObject::name))
                .forEach(winner -> plan.judge(winner, declarations.of(winner.declares()), realm));
        for (DeclaredName name : declarations.names()) {
            boolean own = declarations
                    .of(name)
                    .flatMap(DeclaredRecord::by)
                    .filter(realm::owns)
                    .isPresent();
            if (own && !winners.containsKey(name)) {
                plan.ends.add(name);
            }
        }
        return plan;
    }

    private void judge(DeclaredObject object, Optional<DeclaredRecord> record, Realm realm) {
        Optional<Declarer> other = record.flatMap(DeclaredRecord::by).filter(declarer -> !realm.owns(declarer));
        if (object.manifest().isEmpty()) {
            settled.put(object.id(), Acceptance.invalid(object));
        } else if (other.isPresent()) {
            settled.put(object.id(), Acceptance.elsewhere(object, other.get()));
        } else if (record.filter(known -> says(known, object.manifest().get(), realm.declarer(object)))
                .isPresent()) {
            settled.put(object.id(), Acceptance.inForce(object));
        } else {
            writes.add(object);
        }
    }

    private static boolean says(DeclaredRecord record, Manifest manifest, Declarer declarer) {
        return record.by().equals(Optional.of(declarer)) && record.value().equals(Optional.of(manifest.record()));
    }
}
