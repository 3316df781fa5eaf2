package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions of the house: which package may know which. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = DoNotIncludeTests.class)
final class PackageDirectionsTest {
    private static final String[] PURE = {
        "dev.sluice.forecast..",
        "dev.sluice.sizing..",
        "dev.sluice.policy..",
        "dev.sluice.allocation..",
        "dev.sluice.cost..",
        "dev.sluice.control.."
    };

    @ArchTest
    static final ArchRule forecast_knows_only_the_jdk = pureMayUse("forecast", "forecast");

    @ArchTest
    static final ArchRule sizing_knows_what_comes_before = pureMayUse("sizing", "sizing", "forecast");

    @ArchTest
    static final ArchRule policy_knows_what_comes_before = pureMayUse("policy", "policy", "sizing", "forecast");

    @ArchTest
    static final ArchRule allocation_knows_what_comes_before =
            pureMayUse("allocation", "allocation", "policy", "sizing", "forecast");

    @ArchTest
    static final ArchRule cost_knows_what_comes_before =
            pureMayUse("cost", "cost", "allocation", "policy", "sizing", "forecast");

    @ArchTest
    static final ArchRule control_knows_what_comes_before =
            pureMayUse("control", "control", "cost", "allocation", "policy", "sizing", "forecast");

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
            .resideInAnyPackage("dev.sluice.topology..", "dev.sluice.control..", "org.apache.kafka.streams..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule kafka_streams_stays_in_its_rooms = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.sluice.topology..", "dev.sluice.embedded..", "dev.sluice.cli..", "dev.sluice.web..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule names_say_what_a_type_is =
            noClasses().should().haveNameMatching(".*(Impl|Utils?|Manager|Helper)");

    @ArchTest
    static final ArchRule no_cycles =
            slices().matching("dev.sluice.(*)..").should().beFreeOfCycles();

    private static ArchRule pureMayUse(String name, String... allowed) {
        String[] rooms = new String[allowed.length + 2];
        for (int i = 0; i < allowed.length; i++) {
            rooms[i] = "dev.sluice." + allowed[i] + "..";
        }
        rooms[allowed.length] = "java..";
        rooms[allowed.length + 1] = "org.jspecify..";
        return classes()
                .that()
                .resideInAPackage("dev.sluice." + name + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(rooms)
                .allowEmptyShould(true);
    }
}
