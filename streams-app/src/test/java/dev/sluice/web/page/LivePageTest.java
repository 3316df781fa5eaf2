package dev.sluice.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sluice.web.page.StagedService.fleet;
import static dev.sluice.web.page.StagedService.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.web.page.Chromium.Screen;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page as time goes on: news, silence, and a server that goes and comes back. */
final class LivePageTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    /** Counts what kept the browser's main thread busy for more than 50 ms, and how long. */
    private static final String WATCH = """
            () => { window.busy = 0; window.since = performance.now();
              new PerformanceObserver(list => list.getEntries().forEach(e => { window.busy += e.duration; })).observe({type: 'longtask'}); }""";

    /** Of many rows only those in sight exist, and they are in sight. */
    private static final String FEW_AND_SEEN = """
            () => { const rows = [...document.querySelectorAll('.rows .row')].map(row => row.getBoundingClientRect());
              return rows.length >= 10 && rows.length <= 60 && rows.some(row => row.top >= 0 && row.bottom <= innerHeight); }""";

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void old_numbers_are_never_shown_as_new() {
        try (StagedFleet fleet = new StagedFleet(List.of(ok("storefront", 160), ok("assistant", 900)))) {
            Page page = open(fleet);
            assertThat(page.locator("#live")).hasText("Live");

            fleet.stop();
            assertThat(page.locator("#banner")).containsText("Stale since");
            assertThat(page.locator("#live")).hasText(Pattern.compile("Stale since \\d\\d:\\d\\d:\\d\\d"));
            assertThat(page.locator("h1"))
                    .hasText(Pattern.compile("As of \\d\\d:\\d\\d:\\d\\d: both services keep their promise"));

            fleet.start();
            fleet.tell(ok("storefront", 777));
            assertThat(page.locator("#banner")).isHidden();
            assertThat(page.locator("#live")).hasText("Live");
            assertThat(page.locator("h1")).hasText("Both services keep their promise");
            assertThat(page.locator(".rows")).containsText("777");
        }
    }

    @Test
    void a_server_without_new_decisions_is_stale_too() {
        try (StagedFleet fleet = new StagedFleet(List.of(ok("storefront", 160)))) {
            Page page = open(fleet);
            fleet.silentFor(20 * 60_000);
            assertThat(page.locator("#banner")).containsText("no decision has come from Kafka");
            fleet.silentFor(1_000);
            assertThat(page.locator("#banner")).isHidden();

            fleet.readsThePast(true);
            assertThat(page.locator("#live")).hasText("Catching up");
            assertThat(page.locator("h1")).hasText("So far: storefront keeps its promise");
            fleet.readsThePast(false);
            assertThat(page.locator("#live")).hasText("Live");

            fleet.kafka(false);
            assertThat(page.locator("#banner")).containsText("Stale since 3 Mar 07:30:00");
            assertThat(page.locator("#banner")).containsText("Kafka does not answer");
            assertThat(page.locator("h1")).containsText("As of 3 Mar 07:30:00");
        }
    }

    @Test
    void without_any_service_it_says_how_to_begin() {
        try (StagedFleet fleet = new StagedFleet(List.of())) {
            Page page = chromium.page(Screen.PHONE);
            page.navigate(fleet.url());
            assertThat(page.locator("h1")).hasText("No service has been seen yet");
            assertThat(page.locator(".first-steps")).containsText("sluice policy apply");
            fleet.tell(ok("storefront", 160));
            assertThat(page.locator("h1")).hasText("storefront keeps its promise");
            assertThat(page.locator(".first-steps")).isHidden();
        }
    }

    @Test
    void a_fault_of_the_page_itself_is_told() {
        try (StagedFleet fleet = new StagedFleet(List.of(ok("storefront", 160)))) {
            Page page = open(fleet);
            page.evaluate("dispatchEvent(new ErrorEvent('error', {message: 'TypeError: no such row'}))");
            assertThat(page.locator("[role=alert] code")).hasText("TypeError: no such row");
            page.getByText("Load it again").click();
            assertThat(page.locator("[role=alert] code")).hasCount(0);
            assertThat(page.locator(".rows .row")).hasCount(1);
        }
    }

    @Test
    void two_thousand_services_with_two_hundred_updates_a_second_leave_it_responsive() throws InterruptedException {
        List<StagedService> services = fleet(2000);
        try (StagedFleet fleet = new StagedFleet(services)) {
            Page page = open(fleet);
            page.evaluate(WATCH);
            for (int i = 0; i < 600; i++) {
                StagedService service = services.get(i * 7 % 2000);
                fleet.tell(service.demand() < 0 ? service : service.withDemand(service.demand() + i));
                if (i % 20 == 19) {
                    Thread.sleep(100);
                }
            }
            page.evaluate("scrollTo(0, 40000)");
            Chromium.await(page, FEW_AND_SEEN, "10 to 60 rows exist, and one is seen");
            double share = ((Number) page.evaluate("busy / (performance.now() - since)")).doubleValue();
            System.out.printf("2,000 services, 200 updates a second: %.1f %% of the time in long tasks%n", 100 * share);
            assertThat(page.locator("#live")).hasText("Live");
        }
    }

    @Test
    void pictures_are_taken_for_who_wants_to_look() {
        for (int count : List.of(1, 4, 2000)) {
            try (StagedFleet fleet = new StagedFleet(fleet(count))) {
                Page page = open(fleet);
                for (String view : List.of("", "services/service-0")) {
                    page.navigate(fleet.url() + "#/" + view);
                    page.locator(view.isEmpty() ? ".rows .row" : ".mark")
                            .first()
                            .waitFor();
                    for (Screen screen : Screen.values()) {
                        page.setViewportSize(screen.width, screen.height);
                        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                            page.screenshot(new Page.ScreenshotOptions().setPath(picture(count, scheme, view, screen)));
                        }
                    }
                }
            }
        }
        assertThat(SCREENSHOTS).isDirectoryContaining("glob:**2000-services-phone-dark.png");
    }

    private static Path picture(int count, ColorScheme scheme, String view, Screen screen) {
        String name = String.join(
                "-", String.valueOf(count), view.isEmpty() ? "services" : "service", screen.name(), scheme.name());
        return SCREENSHOTS.resolve(name.toLowerCase(java.util.Locale.ROOT) + ".png");
    }

    private Page open(StagedFleet fleet) {
        Page page = chromium.page(Screen.DESK);
        page.navigate(fleet.url());
        page.locator(".rows .row").first().waitFor();
        return page;
    }
}
