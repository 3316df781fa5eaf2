package dev.sluice.config.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.foreign.object.Remark;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.SizeTerms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** A VerticalPodAutoscaler becomes the bounds of a whole replica, and what it cannot say of one is told. */
final class VpaImportTest {
    private static final long MIB = 1L << 20;

    private static Imported imported(String... documents) {
        return ForeignImport.of(Map.of("in.yaml", String.join("---\n", documents)), "{name}");
    }

    private static Imported.Policy one(String... documents) {
        Imported imported = imported(documents);
        assertThat(imported.problems()).isEmpty();
        assertThat(imported.policies()).hasSize(1);
        return imported.policies().get(0);
    }

    private static String vpa(String spec) {
        return "kind: VerticalPodAutoscaler\nmetadata: {name: sizer}\nspec: {targetRef: {kind: Deployment, name: web}, "
                + spec + "}\n";
    }

    private static String containers(String containers) {
        return vpa("resourcePolicy: {containerPolicies: [" + containers + "]}");
    }

    private static List<String> remarks(Imported.Policy imported) {
        return imported.remarks().stream().map(Remark::toString).toList();
    }

    private static SizeTerms size(Imported.Policy imported) {
        return imported.policy().placement().size().orElseThrow();
    }

    /** Containers run beside one another: the bounds of a replica are the sums, without those that are off. */
    @Test
    void the_bounds_of_a_replica_are_the_sums_of_its_containers() {
        Random random = new Random(471);
        for (int i = 0; i < 200; i++) {
            List<Object> policies = new ArrayList<>();
            int milliCores = 0;
            int mib = 0;
            int counted = random.nextInt(1, 4);
            for (int n = 0; n < counted; n++) {
                int cores = random.nextInt(1, 4000);
                int memory = random.nextInt(1, 4000);
                milliCores += cores;
                mib += memory;
                policies.add(Map.of(
                        "containerName", "c" + n,
                        "minAllowed", Map.of("cpu", cores + "m", "memory", memory + "Mi"),
                        "maxAllowed", Map.of("cpu", 2 * cores + "m", "memory", 2L * memory * MIB)));
            }
            if (random.nextBoolean()) {
                Map<String, Object> off = new LinkedHashMap<>(Map.of("containerName", "*", "mode", "Off"));
                off.put("maxAllowed", Map.of("cpu", 99, "memory", "99Gi"));
                policies.add(random.nextInt(policies.size() + 1), off);
            }
            String text = new Yaml()
                    .dump(Map.of(
                            "kind",
                            "VerticalPodAutoscaler",
                            "spec",
                            Map.of(
                                    "targetRef", Map.of("name", "web"),
                                    "resourcePolicy", Map.of("containerPolicies", policies))));
            Imported.Policy imported = one(text);

            Resources least = size(imported).least().orElseThrow();
            Resources most = size(imported).most().orElseThrow();
            assertThat(Math.round(least.cpuCores() * 1000)).as(text).isEqualTo(milliCores);
            assertThat(least.memoryBytes()).as(text).isEqualTo(mib * MIB);
            assertThat(Math.round(most.cpuCores() * 1000)).isEqualTo(2L * milliCores);
            assertThat(most.memoryBytes()).isEqualTo(2L * mib * MIB);
            assertThat(remarks(imported).stream().filter(line -> line.contains("bounds of containers are added up")))
                    .hasSize(policies.size() > 1 ? counted : 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{minAllowed: {cpu: 1}}|size.least 1 0",
                "{minAllowed: {memory: 1Ki}}|size.least 0 1024",
                "{minAllowed: {cpu: 100m, memory: 1}}|size.least 0.1 1",
                "{}|none",
                "{maxAllowed: {cpu: 1}}|none",
            })
    void a_least_of_one_resource_is_none_of_the_other_and_a_most_needs_both(String container, String expected) {
        SizeTerms size = size(one(containers(container)));

        assertThat(size.most()).isEmpty();
        assertThat(size.least()
                        .map(least -> "size.least "
                                + (least.cpuCores() == 1
                                        ? "1"
                                        : least.cpuCores() == 0 ? "0" : Double.toString(least.cpuCores()))
                                + " "
                                + least.memoryBytes())
                        .orElse("none"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{maxAllowed: {memory: 1Gi}}|spec.resourcePolicy.containerPolicies[0].maxAllowed ({memory=1Gi}): is left out:"
                        + " size.most names cpu and memory together",
                "{maxAllowed: {cpu: 1, memory: 1Gi, ephemeral-storage: 5Gi}}|"
                        + "spec.resourcePolicy.containerPolicies[0].maxAllowed.ephemeral-storage (5Gi): has no counterpart",
                "{mode: 'Off'}|spec.resourcePolicy.containerPolicies[0]: is left out: its mode is Off",
                "{mode: Off}|spec.resourcePolicy.containerPolicies[0]: is left out: its mode is Off",
                "{controlledResources: [cpu]}|spec.resourcePolicy.containerPolicies[0].controlledResources ([cpu]): all"
                        + " resources that are reported are sized",
                "{controlledValues: RequestsOnly}|spec.resourcePolicy.containerPolicies[0].controlledValues (RequestsOnly):"
                        + " requests and limits are set alike",
            })
    void what_a_size_does_not_say_in_the_same_way_is_remarked_on_with_its_place(String container, String said) {
        assertThat(remarks(one(containers(container)))).contains(said);
    }

    @ParameterizedTest
    @CsvSource({"Auto,true", "Recreate,true", "Initial,true", "'''Off''',false", "Off,false"})
    void whatever_its_mode_the_policy_only_advises_and_a_mode_that_acts_is_told(String mode, boolean told) {
        Imported.Policy imported = one(vpa("updatePolicy: {updateMode: " + mode + "}, recommenders: [{name: mine}]"));

        assertThat(size(imported).mode()).isEqualTo(Mode.ADVISE);
        assertThat(remarks(imported).stream().anyMatch(line -> line.contains("becomes size.mode advise")))
                .isEqualTo(told);
        assertThat(remarks(imported)).contains("spec.recommenders ([{name=mine}]): Sluice has one, for all services");
    }

    @ParameterizedTest
    @CsvSource({"1,1,10", "3,3,10", "25,25,25", "0,1,10"})
    void a_replica_count_that_nobody_states_is_assumed_from_the_least_that_may_not_be_evicted(
            int stated, int min, int max) {
        Imported.Policy imported = one(vpa("updatePolicy: {updateMode: 'Off', minReplicas: " + stated + "}"));

        assertThat(imported.policy().replicas()).isEqualTo(new Bounds(min, max));
        assertThat(remarks(imported))
                .contains("spec: says nothing of a replica count: " + min + " to " + max + " is assumed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{minAllowed: {cpu: 2, memory: 2Gi}, maxAllowed: {cpu: 1, memory: 1Gi}}|size.least must fit",
                "{minAllowed: {cpu: two}}|spec.resourcePolicy.containerPolicies[0].minAllowed.cpu 'two' is no amount",
                "{minAllowed: {cpu: 1P, memory: 999999999999999P}}|spec.resourcePolicy.containerPolicies[0].minAllowed.memory"
                        + " 999999999999999000000000000000 is more than Sluice counts",
                "{minAllowed: {cpu: 2000000P}}|no policy can say this: size.least.cpu is 2,000,000,000,000,000,000,000, not from",
                "{minAllowed: 5}|spec.resourcePolicy.containerPolicies[0].minAllowed must be keys with values",
                "web|spec.resourcePolicy.containerPolicies[0] must be keys with values",
            })
    void a_bound_that_cannot_be_is_told_and_leaves_no_policy(String container, String said) {
        Imported imported = imported(containers(container));

        assertThat(imported.policies()).isEmpty();
        assertThat(imported.problems())
                .singleElement()
                .asString()
                .startsWith("in.yaml: VerticalPodAutoscaler sizer: ")
                .contains(said);
    }

    @Test
    void a_second_one_for_the_same_service_does_not_replace_the_first_without_a_word() {
        String first = containers("{minAllowed: {cpu: 1}}");
        String second = containers("{minAllowed: {cpu: 7}}").replace("sizer", "other");

        Imported imported = imported(first, second);

        assertThat(imported.problems())
                .containsExactly("in.yaml document 2: VerticalPodAutoscaler other: the size of web comes already from"
                        + " VerticalPodAutoscaler sizer in in.yaml");
        assertThat(imported.policies())
                .singleElement()
                .satisfies(one -> assertThat(size(one).least()).isEqualTo(Optional.of(new Resources(1, 0, 0, 0, 0))));
    }

    @Test
    void one_that_cannot_be_leaves_the_policy_of_the_hpa_as_it_was() {
        String hpa = "kind: HorizontalPodAutoscaler\nspec: {maxReplicas: 4, scaleTargetRef: {name: web}}\n";

        Imported imported = imported(containers("{minAllowed: {cpu: two}}"), hpa);

        assertThat(imported.problems()).hasSize(1);
        assertThat(imported.policies()).singleElement().satisfies(one -> {
            assertThat(one.policy().placement().size()).isEmpty();
            assertThat(one.from()).containsExactly("HorizontalPodAutoscaler, in.yaml document 2");
        });
    }
}
