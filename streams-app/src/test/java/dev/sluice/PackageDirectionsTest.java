package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which package may use which, and how large packages are. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = DoNotIncludeTests.class)
final class PackageDirectionsTest {
    private static final String[] PURE = {
        "dev.sluice.text..",
        "dev.sluice.state..",
        "dev.sluice.demand..",
        "dev.sluice.forecast..",
        "dev.sluice.sizing..",
        "dev.sluice.policy..",
        "dev.sluice.allocation..",
        "dev.sluice.cost..",
        "dev.sluice.control.."
    };

    /** A package that holds more has more than one idea. */
    private static final int MOST_TYPES = 12;

    /** Packages that hold more, each for its reason. */
    private static final String[] LARGER = {
        "dev.sluice.events", // generated: all records of the contract
        "dev.sluice.schemas", // what clients of the contract import, who would have to follow each move
        "dev.sluice.executor", // what the actuators of others import, for the same reason
        "dev.sluice.forecast.expert", // one type an expert
        "dev.sluice.sizing.contest" // one algorithm: levels, rules and shadow fleets share their lanes
    };

    @ArchTest
    static final ArchRule text_uses_only_the_jdk = pureMayUse("text");

    @ArchTest
    static final ArchRule state_uses_only_the_jdk = pureMayUse("state");

    @ArchTest
    static final ArchRule demand_uses_only_the_jdk = pureMayUse("demand");

    @ArchTest
    static final ArchRule forecast_uses_what_comes_before = pureMayUse("forecast", "demand", "state");

    @ArchTest
    static final ArchRule sizing_uses_what_comes_before = pureMayUse("sizing", "forecast", "demand", "state");

    @ArchTest
    static final ArchRule policy_uses_what_comes_before = pureMayUse("policy", "sizing", "forecast", "demand", "state");

    @ArchTest
    static final ArchRule allocation_uses_what_comes_before =
            pureMayUse("allocation", "policy", "sizing", "forecast", "demand", "state");

    @ArchTest
    static final ArchRule cost_uses_what_comes_before =
            pureMayUse("cost", "allocation", "policy", "sizing", "forecast", "demand", "state");

    @ArchTest
    static final ArchRule control_uses_what_comes_before =
            pureMayUse("control", "cost", "allocation", "policy", "sizing", "forecast", "demand", "state");

    /** What is inside the loop of a service stays there: others use the loop itself and the values that it exchanges. */
    @ArchTest
    static final ArchRule the_inside_of_the_loop_is_its_own = noClasses()
            .that()
            .resideOutsideOfPackages("dev.sluice.control..", "dev.sluice.simulator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.sluice.control.window..",
                    "dev.sluice.control.planning..",
                    "dev.sluice.control.decision..",
                    "dev.sluice.control.placement..",
                    "dev.sluice.control.rightsizing..",
                    "dev.sluice.control.verdict..",
                    "dev.sluice.control.billing..");

    @ArchTest
    static final ArchRule commands_are_used_by_commands_only = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.cli..");

    @ArchTest
    static final ArchRule time_is_an_argument = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.time.Clock.class);

    @ArchTest
    static final ArchRule the_executor_stands_alone = noClasses()
            .that()
            .resideInAPackage("dev.sluice.executor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sluice.topology..", "dev.sluice.control..", "org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule the_http_server_knows_nothing_of_scaling = noClasses()
            .that()
            .resideInAPackage("dev.sluice.http..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sluice..").and(not(resideInAPackage("dev.sluice.http.."))));

    /** Commands that need no server do not load it. */
    @ArchTest
    static final ArchRule jetty_and_micrometer_stay_in_their_packages = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.sluice.http..", "dev.sluice.web..", "dev.sluice.cli.serve..", "dev.sluice.client.micrometer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jetty..", "io.micrometer..");

    @ArchTest
    static final ArchRule kafka_streams_stays_in_its_packages = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.sluice.topology..", "dev.sluice.embedded..", "dev.sluice.cli..", "dev.sluice.ingest.stream..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule names_say_what_a_type_is =
            noClasses().should().haveNameMatching(".*(Impl|Utils?|Manager|Helper)");

    @ArchTest
    static final ArchRule no_cycles_between_top_packages =
            slices().matching("dev.sluice.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule no_cycles_at_any_depth =
            slices().matching("dev.sluice.(**)").should().beFreeOfCycles();

    @ArchTest
    static void packages_have_one_idea_each(JavaClasses all) {
        Map<String, Long> sizes = all.stream()
                .filter(not(resideInAnyPackage(LARGER)))
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        sizes.values().removeIf(types -> types <= MOST_TYPES);
        assertThat(sizes).isEmpty();
    }

    private static ArchRule pureMayUse(String name, String... before) {
        String[] packages = Stream.concat(
                        Stream.of("java..", "org.jspecify..", "dev.sluice.text..", "dev.sluice." + name + ".."),
                        Stream.of(before).map(other -> "dev.sluice." + other + ".."))
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage("dev.sluice." + name + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(packages);
    }
}
