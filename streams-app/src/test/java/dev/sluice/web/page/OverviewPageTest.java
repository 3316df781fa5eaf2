package dev.sluice.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sluice.web.page.StagedService.advising;
import static dev.sluice.web.page.StagedService.asleep;
import static dev.sluice.web.page.StagedService.fleet;
import static dev.sluice.web.page.StagedService.ok;
import static dev.sluice.web.page.StagedService.silent;
import static dev.sluice.web.page.StagedService.undecided;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.sluice.web.page.Chromium.Screen;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All services in a browser: whether anything is wrong, in which order, and how one goes through them. */
final class OverviewPageTest {
    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static final List<StagedService> FIVE = List.of(
            ok("storefront", 160), ok("assistant", 900), silent("mailer"), advising("thumbnails"), asleep("nightly"));

    private record View(String path, String title) {}

    /**
     * Controls that a finger misses: lower than 44 pixels. Not meant are links in a sentence, names in a row that is a link as
     * a whole, marks in the chart (the list of changes has the same), and what is only there for the keyboard.
     */
    private static final String MISSED = """
            [...document.querySelectorAll('a, button, input, select, summary')].filter(e => e.getClientRects().length
                && !e.matches('.skip, .heads *, .rows .name a, .mark, .small a, a.small, li > a + *, .step-why a')
                && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 90)).join('\\n')""";

    private static final List<View> VIEWS = List.of(
            new View("", "Sluice"),
            new View("services/service-0", "service-0 · Sluice"),
            new View("pools", "Pools · Sluice"),
            new View("money", "Money · Sluice"),
            new View("dead-letters", "Dead letters · Sluice"),
            new View("reasons/NO_REPORT", "Reasons · Sluice"));

    @Test
    void the_first_line_says_whether_anything_is_wrong() {
        try (StagedFleet fleet = new StagedFleet(List.of(ok("storefront", 160), ok("assistant", 900)))) {
            Page page = open(fleet, Screen.DESK);
            assertThat(page.locator("h1")).hasText("Both services keep their promise");

            fleet.tell(silent("storefront"));
            assertThat(page.locator("h1")).hasText("1 of 2 services is in trouble");
            assertThat(page.locator(".causes")).containsText("No report comes, although 4 replicas should run.");

            fleet.tell(undecided("storefront"));
            fleet.tell(undecided("assistant"));
            assertThat(page.locator("h1")).hasText("Nothing is known of the 2 services yet");

            fleet.tell(ok("storefront", 160));
            fleet.tell(advising("assistant"));
            assertThat(page.locator("h1")).hasText("1 of 2 services needs attention");
        }
    }

    @Test
    void a_share_of_capacity_that_is_absurd_is_not_cut_off() {
        StagedService small = ok("storefront", 10).withDemand(2_000);
        try (StagedFleet fleet = new StagedFleet(List.of(small, ok("assistant", 900)))) {
            Page page = open(fleet, Screen.DESK);
            assertThat(row(page, "storefront").locator(".c-used")).hasText(">999\u202f%");
        }
    }

    @Test
    void no_report_is_shown_as_no_report_and_never_as_zero() {
        try (StagedFleet fleet = new StagedFleet(FIVE)) {
            Page page = open(fleet, Screen.DESK);
            assertThat(row(page, "mailer").locator(".c-demand")).hasText("no report");
            assertThat(row(page, "mailer").locator(".c-used")).hasText("–");
            assertThat(row(page, "nightly").locator(".c-demand")).hasText("0 req/s");
            assertThat(row(page, "nightly").locator(".c-replicas")).hasText("0 / 0");
        }
    }

    @Test
    void few_services_show_their_last_hour_and_what_changed_lately() {
        try (StagedFleet fleet = new StagedFleet(List.of(ok("storefront", 160), ok("assistant", 900)))) {
            Page page = open(fleet, Screen.DESK);
            assertThat(page.locator(".feed-row")).hasCount(10);
            assertThat(row(page, "storefront").locator(".spark-capacity"))
                    .hasAttribute("d", Pattern.compile("^M.+H.+V"));
            page.locator(".feed-row", new Page.LocatorOptions().setHasText("storefront"))
                    .first()
                    .click();
            assertThat(page.locator("h1")).hasText("storefront");
            assertThat(page.locator(".decision[aria-pressed=true]")).hasText(Pattern.compile("15 → 16"));
        }
    }

    @Test
    void of_many_services_the_last_changes_stand_above_the_table_and_more_are_a_click_away() {
        try (StagedFleet fleet = new StagedFleet(fleet(2000))) {
            Page page = open(fleet, Screen.DESK);
            Locator seen = page.locator(".feed-row:visible");
            assertThat(seen).hasCount(3);
            assertThat(page.locator(".feed-card + .filter")).isVisible();
            page.locator(".feed-card button").click();
            assertThat(seen).hasCount(10);
            assertThat(page.locator(".feed-card button")).hasText("Fewer");
            page.setViewportSize(Screen.PHONE.width, Screen.PHONE.height);
            assertThat(seen).hasCount(10);
            seen.first().click();
            assertThat(page.locator(".decision[aria-pressed=true]")).hasCount(1);
        }
    }

    @Test
    void it_is_sorted_by_state_first_and_by_any_column_then() {
        try (StagedFleet fleet = new StagedFleet(FIVE)) {
            Page page = open(fleet, Screen.DESK);
            assertNames(page, "mailer", "thumbnails", "assistant", "nightly", "storefront");

            page.locator("[data-key=demand] button").click();
            assertNames(page, "assistant", "storefront", "thumbnails", "nightly", "mailer");
            assertThat(page.locator("[data-key=demand]")).hasAttribute("aria-sort", "descending");
            page.locator("[data-key=demand] button").click();
            assertNames(page, "nightly", "thumbnails", "storefront", "assistant", "mailer");
            assertThat(page).hasURL(Pattern.compile("sort=demand$"));
        }
    }

    @Test
    void it_is_filtered_by_words_and_states_and_the_address_keeps_it() {
        try (StagedFleet fleet = new StagedFleet(fleet(200))) {
            Page page = open(fleet, Screen.DESK);
            assertThat(page.locator("h1")).hasText("2 of 200 services are in trouble, 2 more need attention");
            page.keyboard().press("/");
            page.keyboard().type("advising 11");
            assertThat(page.locator(".found")).hasText("2 of 200");
            assertNames(page, "advising-11", "advising-111");

            page.keyboard().press("Escape");
            page.locator(".chip.is-trouble").click();
            assertNames(page, "silent-7", "silent-107");

            page.reload();
            assertThat(page.locator(".chip.is-trouble")).hasAttribute("aria-pressed", "true");
            assertNames(page, "silent-7", "silent-107");
        }
    }

    @Test
    void the_keyboard_goes_everywhere() {
        try (StagedFleet fleet = new StagedFleet(fleet(200))) {
            Page page = open(fleet, Screen.DESK);
            page.keyboard().press("/");
            page.keyboard().press("ArrowDown");
            assertThat(focused(page)).hasText("silent-7");
            page.keyboard().press("ArrowDown");
            assertThat(focused(page)).hasText("silent-107");
            page.keyboard().press("End");
            assertThat(focused(page)).hasText("service-199");
            assertThat(page.locator(".rows .row:focus")).isInViewport();
            page.keyboard().press("Home");
            page.keyboard().press("Enter");
            assertThat(page.locator("h1")).hasText("silent-7");
            page.keyboard().press("Escape");
            assertThat(page.locator("h1")).containsText("200 services");
            page.keyboard().press("?");
            assertThat(page.locator("dialog")).containsText("Filter the services");
            page.keyboard().press("Escape");
            assertThat(page.locator("dialog")).hasCount(0);
        }
    }

    @Test
    void a_hostile_name_is_a_name() {
        String name = "<img src=x onerror=\"document.title='stolen'\">/%2f?#é";
        try (StagedFleet fleet =
                new StagedFleet(List.of(ok(name, 90), silent("<script>document.title='stolen'</script>")))) {
            Page page = open(fleet, Screen.DESK);
            assertThat(page.locator(".rows .row")).hasCount(2);
            assertThat(page.locator("main img, main script")).hasCount(0);
            page.locator(".rows a", new Page.LocatorOptions().setHasText("onerror"))
                    .click();
            assertThat(page.locator("h1")).hasText(name);
            assertThat(page.locator(".why-card")).containsText("decision 0");
            assertThat(page.locator("main img, main script, main b:has(img)")).hasCount(0);
            assertThat(page).hasTitle(name + " · Sluice");
        }
    }

    @Test
    void an_empty_cluster_says_how_to_begin_and_fits_a_phone() {
        try (StagedFleet fleet = new StagedFleet(List.of())) {
            Page page = chromium.page(Screen.PHONE);
            page.navigate(fleet.url());
            assertThat(page.locator(".first-steps")).containsText("sluice policy apply -f checkout.yaml");
            assertThat(page.locator(".snippet")).hasCount(2);
            Chromium.await(page, "document.documentElement.scrollWidth <= innerWidth", "the first steps fit a phone");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2000})
    void it_fits_a_phone_and_a_desk(int count) {
        try (StagedFleet fleet = new StagedFleet(fleet(count))) {
            Page page = open(fleet, Screen.DESK);
            for (View view : VIEWS) {
                page.navigate(fleet.url() + "#/" + view.path);
                assertThat(page).hasTitle(view.title);
                page.locator(".row, .card").first().waitFor();
                for (Screen screen : Screen.values()) {
                    page.setViewportSize(screen.width, screen.height);
                    Chromium.await(
                            page, "document.documentElement.scrollWidth <= innerWidth", view + " fits a " + screen);
                }
                page.setViewportSize(Screen.PHONE.width, Screen.PHONE.height);
                org.assertj.core.api.Assertions.assertThat(page.evaluate(MISSED))
                        .as(view + ": controls lower than a finger is wide")
                        .isEqualTo("");
            }
        }
    }

    @Test
    void of_two_thousand_only_the_rows_that_are_seen_exist() {
        try (StagedFleet fleet = new StagedFleet(fleet(2000))) {
            Page page = open(fleet, Screen.DESK);
            assertThat(page.locator(".table")).hasAttribute("aria-rowcount", "2001");
            assertFew(page);
            page.evaluate("scrollTo(0, document.body.scrollHeight)");
            assertThat(page.locator("[aria-rowindex='2001']")).isInViewport();
            assertFew(page);
        }
    }

    private static void assertFew(Page page) {
        Chromium.await(page, "document.querySelectorAll('.rows .row').length < 60", "fewer than 60 rows exist");
    }

    private Page open(StagedFleet fleet, Screen screen) {
        Page page = chromium.page(screen);
        page.navigate(fleet.url());
        page.locator(".rows .row").first().waitFor();
        return page;
    }

    private static Locator row(Page page, String service) {
        return page.locator(
                ".rows .row",
                new Page.LocatorOptions().setHas(page.locator("a", new Page.LocatorOptions().setHasText(service))));
    }

    private static void assertNames(Page page, String... names) {
        assertThat(page.locator(".rows .name a")).hasText(names);
    }

    private static Locator focused(Page page) {
        return page.locator(".rows .row:focus .name a");
    }
}
