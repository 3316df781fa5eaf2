package dev.sluice.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.sluice.events.Reason;
import dev.sluice.web.page.Chromium.Screen;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole way: records on topics of a broker, the server that reads them, and what a person then sees and sets. */
final class TopicsPageTest {
    private static final String HOSTILE = "<b onclick=x>/?#";

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void what_is_on_the_topics_is_seen_and_what_is_set_is_on_the_topics()
            throws ExecutionException, InterruptedException {
        try (WrittenTopics topics = new WrittenTopics()) {
            write(topics);
            Page page = chromium.page(Screen.DESK);
            page.navigate(topics.url());
            overview(page);

            topics.decided(topics.decision("search", 41, 77));
            assertThat(page.locator("h1")).hasText("1 of 4 services is in trouble");
            assertThat(row(page, "search").locator(".c-demand")).hasText("77 req/s");

            page.navigate(topics.url() + "#/services/checkout");
            story(page);
            whatIf(page);
            override(page);

            page.navigate(topics.url() + "#/services/nightly");
            assertThat(page.locator(".sentence")).containsText("Nothing has been decided yet");
            assertThat(page.locator(".why-card")).hasText("Nothing was decided in this time.");

            page.navigate(topics.url() + "#/dead-letters");
            assertThat(page.locator(".letter")).containsText("Late in request-rate-events");
            assertThat(page.locator(".letter")).containsText("partition 3 offset 18");
        }
    }

    private static void write(WrittenTopics topics) {
        topics.policy("checkout");
        topics.policy("search");
        topics.policy(HOSTILE);
        topics.policy("nightly");
        for (int window = 1; window <= 40; window++) {
            if (window == 30) {
                topics.rise("checkout", window, 60 + window);
            } else {
                topics.decided(topics.decision("checkout", window, 60 + window));
            }
            topics.decided(topics.decision("search", window, 180));
        }
        topics.decided(topics.decision(HOSTILE, 40, 0).setSeen(null).setReason(Reason.NO_REPORT));
        topics.deadLetter("checkout");
    }

    private static void overview(Page page) {
        assertThat(page.locator("h1")).hasText("2 of 4 services are in trouble");
        assertThat(row(page, "search").locator(".c-why")).containsText("Demand is above capacity");
        assertThat(row(page, HOSTILE).locator(".c-demand")).hasText("no report");
        Locator checkout = row(page, "checkout");
        assertThat(checkout.locator(".c-demand")).hasText("100 req/s");
        assertThat(checkout.locator(".c-replicas")).hasText("4 / 4");
        assertThat(checkout.locator(".c-used")).hasText("100\u202f%");
        assertThat(checkout.locator(".c-kept")).hasText("99.6\u202f%");
    }

    private static void story(Page page) {
        page.locator(".mark").first().click();
        Locator why = page.locator(".why-card");
        assertThat(why).containsText("Up from 2 to 4 replicas");
        assertThat(why).containsText("The size follows from the forecast of demand at the lead time.");
        assertThat(why).containsText("expects more");
        assertThat(why).containsText("ordered after 2 s");
        why.locator("summary").click();
        assertThat(why.locator("pre")).containsText("UP 2 -> 4");
    }

    private static void whatIf(Page page) {
        page.locator("#what-if").focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".what-if-answer tbody tr")).hasCount(3);
    }

    private static void override(Page page) {
        page.locator(".override-form summary").click();
        page.locator("[name=kind]").selectOption("force");
        page.locator("[name=replicas]").fill("3");
        page.locator("[name=owner]").fill("mara");
        page.locator("[name=reason]").fill("sale");
        page.locator(".override-fields button").click();
        page.locator("#token-input").fill(WrittenTopics.TOKEN);
        page.keyboard().press("Enter");
        assertThat(page.locator(".overrides")).containsText("Exactly 3 replicas");
        page.locator(".overrides button").click();
        assertThat(page.locator(".overrides")).hasCount(0);
    }

    private static Locator row(Page page, String service) {
        return page.locator(
                ".rows .row",
                new Page.LocatorOptions().setHas(page.locator("a", new Page.LocatorOptions().setHasText(service))));
    }
}
