package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.controller.crd.CustomResource;
import dev.sluice.controller.topic.Declarations;
import dev.sluice.controller.topic.DeclaredName;
import dev.sluice.controller.topic.DeclaredRecord;
import dev.sluice.controller.topic.Declarer;
import dev.sluice.policy.ScalingPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What has to be written so that the topics say what the objects declare. */
final class PlanTest {
    private static final Plan.Realm EVERYWHERE = new Plan.Realm("berlin", List.of());

    private final Map<ObjectId, DeclaredObject> objects = new HashMap<>();
    private final Declarations declarations = new Declarations();
    private long offset;

    private static DeclaredObject object(String namespace, String name, String service, int day, int max) {
        Optional<Manifest> manifest =
                max > 0 ? Optional.of(new Manifest.OfService(ScalingPolicy.of(service, max))) : Optional.empty();
        return new DeclaredObject(
                new ObjectId(CustomResource.POLICY, namespace, name),
                namespace + name + day,
                1,
                "2026-01-%02dT00:00:00Z".formatted(day),
                service,
                manifest,
                max > 0 ? "" : "spec.replicas.max=0: must be at least 1",
                JsonNodeFactory.instance.objectNode());
    }

    private void kubectlApplies(DeclaredObject object) {
        objects.put(object.id(), object);
    }

    private void kubectlDeletes(String namespace, String name) {
        objects.remove(new ObjectId(CustomResource.POLICY, namespace, name));
    }

    private static DeclaredName service(String name) {
        return new DeclaredName(CustomResource.POLICY, name);
    }

    private void isWritten(String service, int max, Optional<Declarer> by) {
        offset++;
        SpecificRecord record = new Manifest.OfService(ScalingPolicy.of(service, max)).record();
        declarations.take(service(service), Optional.of(new DeclaredRecord(by, Optional.of(record), offset)), offset);
    }

    private Plan plan() {
        return Plan.of(objects.values(), declarations, EVERYWHERE);
    }

    /** What the controller does with a plan. */
    private Plan carriedOut() {
        Plan plan = plan();
        for (DeclaredObject object : plan.writes()) {
            offset++;
            declarations.take(
                    object.declares(),
                    Optional.of(new DeclaredRecord(
                            Optional.of(EVERYWHERE.declarer(object)),
                            object.manifest().map(Manifest::record),
                            offset)),
                    offset);
        }
        plan.ends().forEach(name -> declarations.take(name, Optional.empty(), ++offset));
        return plan;
    }

    private static Declarer declarer(String cluster, String namespace) {
        return new Declarer(cluster, namespace, "web");
    }

    @Test
    void an_object_is_written_once_changed_and_ended_with_it() {
        kubectlApplies(object("shop", "web", "web", 1, 5));
        assertThat(carriedOut().writes()).hasSize(1);
        assertThat(carriedOut().writes()).isEmpty();
        assertThat(plan().settled().values())
                .singleElement()
                .satisfies(of -> assertThat(of.inForce()).isTrue());

        kubectlApplies(object("shop", "web", "web", 1, 9));
        assertThat(carriedOut().writes()).hasSize(1);

        kubectlDeletes("shop", "web");
        assertThat(carriedOut().ends()).containsExactly(service("web"));
        assertThat(plan().ends()).isEmpty();
    }

    @Test
    void a_policy_applied_by_hand_is_never_ended_and_is_taken_over_by_an_object() {
        isWritten("web", 5, Optional.empty());
        assertThat(plan().ends()).isEmpty();

        kubectlApplies(object("shop", "web", "web", 1, 5));
        assertThat(carriedOut().writes()).hasSize(1);

        isWritten("web", 7, Optional.empty());
        assertThat(carriedOut().writes()).as("the object counts").hasSize(1);
    }

    @Test
    void of_two_objects_for_one_service_the_older_counts_until_it_is_gone() {
        kubectlApplies(object("team-b", "web", "web", 2, 7));
        carriedOut();
        kubectlApplies(object("team-a", "web", "web", 1, 5));
        Plan plan = carriedOut();

        assertThat(plan.writes()).extracting(one -> one.id().namespace()).containsExactly("team-a");
        assertThat(plan.settled().values())
                .singleElement()
                .satisfies(of -> assertThat(of.message())
                        .contains("ScalingPolicy team-a/web, which is older", "sluice.dev/name"));

        kubectlDeletes("team-a", "web");
        Plan next = carriedOut();
        assertThat(next.writes()).extracting(one -> one.id().namespace()).containsExactly("team-b");
        assertThat(next.ends()).isEmpty();
    }

    @Test
    void a_wrong_spec_changes_nothing_that_is_in_force_and_nobody_takes_its_name() {
        kubectlApplies(object("shop", "web", "web", 1, 5));
        carriedOut();
        kubectlApplies(object("shop", "web", "web", 1, 0));
        kubectlApplies(object("team-b", "web", "web", 2, 7));
        Plan plan = carriedOut();

        assertThat(plan.writes()).isEmpty();
        assertThat(plan.ends()).isEmpty();
        assertThat(plan.settled())
                .hasEntrySatisfying(
                        new ObjectId(CustomResource.POLICY, "shop", "web"),
                        of -> assertThat(of.message())
                                .contains("spec.replicas.max=0", "What was in force before stays"));
    }

    @Test
    void what_another_cluster_or_controller_declares_is_left_to_it() {
        Plan.Realm shop = new Plan.Realm("berlin", List.of("shop"));
        kubectlApplies(object("shop", "web", "web", 1, 5));
        for (Declarer other : List.of(declarer("tokyo", "shop"), declarer("berlin", "team-b"))) {
            isWritten("web", 7, Optional.of(other));
            isWritten("other", 7, Optional.of(other));
            Plan plan = Plan.of(objects.values(), declarations, shop);

            assertThat(plan.writes()).isEmpty();
            assertThat(plan.ends()).isEmpty();
            assertThat(plan.settled().values())
                    .singleElement()
                    .satisfies(of -> assertThat(of.message()).contains(other.toString()));
        }
    }

    @Test
    void an_object_that_names_another_service_ends_the_one_that_it_named() {
        kubectlApplies(object("shop", "web", "web", 1, 5));
        carriedOut();
        kubectlApplies(object("shop", "web", "Web_Shop", 1, 5));
        Plan plan = carriedOut();

        assertThat(plan.writes()).hasSize(1);
        assertThat(plan.ends()).containsExactly(service("web"));
    }

    @Test
    void after_any_changes_one_plan_is_enough_and_what_was_written_by_hand_is_only_ever_taken_over() {
        Random random = new Random(32);
        for (int i = 0; i < 3_000; i++) {
            String namespace = "team-" + random.nextInt(3);
            String name = "web-" + random.nextInt(3);
            String service = "web-" + random.nextInt(4);
            switch (random.nextInt(4)) {
                case 0 -> kubectlDeletes(namespace, name);
                case 1 -> isWritten(service, 1 + random.nextInt(3), Optional.empty());
                default -> kubectlApplies(object(namespace, name, service, 1 + random.nextInt(5), random.nextInt(4)));
            }
            Map<String, Boolean> byHand = byHand();
            Plan plan = carriedOut();
            assertThat(plan.ends()).noneMatch(ended -> byHand.containsKey(ended.name()));
            Plan next = plan();
            assertThat(next.writes()).isEmpty();
            assertThat(next.ends()).isEmpty();
            assertThat(next.settled()).hasSameSizeAs(objects.values());
            assertThat(isInForce(next.settled())).isTrue();
        }
    }

    private Map<String, Boolean> byHand() {
        Map<String, Boolean> names = new TreeMap<>();
        for (DeclaredName name : declarations.names()) {
            if (declarations.of(name).orElseThrow().by().isEmpty()) {
                names.put(name.name(), true);
            }
        }
        return names;
    }

    /** What is said to be in force is in force, once for each name. */
    private boolean isInForce(Map<ObjectId, Acceptance> settled) {
        List<DeclaredObject> inForce = new ArrayList<>();
        settled.forEach((id, acceptance) -> {
            if (acceptance.inForce()) {
                inForce.add(objects.get(id));
            }
        });
        Collection<DeclaredName> names =
                inForce.stream().map(DeclaredObject::declares).distinct().toList();
        return names.size() == inForce.size()
                && inForce.stream()
                        .allMatch(object -> declarations
                                .of(object.declares())
                                .flatMap(DeclaredRecord::value)
                                .equals(object.manifest().map(Manifest::record)));
    }
}
