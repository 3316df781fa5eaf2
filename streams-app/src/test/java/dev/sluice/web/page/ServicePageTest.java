package dev.sluice.web.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sluice.web.page.StagedService.advising;
import static dev.sluice.web.page.StagedService.ok;
import static dev.sluice.web.page.StagedService.silent;
import static dev.sluice.web.page.StagedService.worker;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.sluice.web.page.Chromium.Screen;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One service in a browser: its decisions on the chart, why each was made, and what may be changed. */
final class ServicePageTest {
    private static final List<StagedService> THREE =
            List.of(ok("storefront", 160), silent("mailer"), advising("thumbnails"));

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void a_click_on_a_decision_says_why() {
        try (StagedFleet fleet = new StagedFleet(THREE)) {
            Page page = open(fleet, "storefront");
            assertThat(page.locator(".why-card")).containsText("Up from 15 to 16 replicas");

            Locator marks = page.locator(".mark");
            marks.nth(2).click();
            Locator why = page.locator(".why-card");
            assertThat(why).containsText("Down from 16 to 15 replicas");
            assertThat(why)
                    .containsText(
                            "A fall was proposed, but a larger size was proposed within scaleDown.stabilization.");
            assertThat(why)
                    .containsText(
                            "Asks for 15 replicas: lately it would have left 0.4\u202f% unserved at 1.21 × what demand needed.");
            assertThat(why).containsText("target utilization 70 %");
            assertThat(why).containsText("ordered after 900 ms");
            assertThat(page.locator(".decision[aria-pressed=true]")).hasCount(1);
            assertThat(page).hasURL(Pattern.compile("decision=storefront"));
        }
    }

    @Test
    void the_keyboard_goes_through_the_decisions() {
        try (StagedFleet fleet = new StagedFleet(THREE)) {
            Page page = open(fleet, "storefront");
            page.locator(".mark[tabindex='0']").focus();
            String newest = page.locator(".why-card h3").textContent();
            page.keyboard().press("ArrowLeft");
            assertThat(page.locator(".why-card h3")).not().hasText(newest);
            assertThat(page.locator(".mark:focus")).hasAttribute("aria-pressed", "true");
            page.keyboard().press("Escape");
            assertThat(page.locator(".table")).isVisible();
        }
    }

    @Test
    void what_if_compares_now_with_then() {
        try (StagedFleet fleet = new StagedFleet(THREE)) {
            Page page = open(fleet, "storefront");
            Locator slider = page.locator("#what-if");
            assertThat(slider).hasAttribute("aria-valuetext", "1\u202f% may go unserved");
            slider.focus();
            page.keyboard().press("ArrowRight");
            assertThat(page.locator(".what-if-words"))
                    .hasText("It would cost 20\u202f% less and leave 1\u202f% unserved.");
        }
    }

    @Test
    void advice_comes_with_its_verdict_and_silence_with_its_reason() {
        try (StagedFleet fleet = new StagedFleet(THREE)) {
            Page page = open(fleet, "thumbnails");
            Locator verdict = page.locator(".verdict-card");
            assertThat(verdict).containsText("Verdict on its advice");
            assertThat(verdict).containsText("Ready to act. Put it in force with sluice policy act thumbnails.");
            assertThat(verdict).containsText("17\u202f% less replica-time than what ran");
            page.navigate(fleet.url() + "#/services/mailer");
            assertThat(page.locator(".sentence")).hasText("No report comes, although 4 replicas should run.");
            assertThat(page.locator(".facts")).containsText("no report");
        }
    }

    @Test
    void workers_that_read_a_topic_show_their_partitions_and_others_do_not() {
        try (StagedFleet fleet = new StagedFleet(List.of(worker("order-worker"), ok("storefront", 160)))) {
            Page page = open(fleet, "order-worker");
            Locator card = page.locator(".partitions-card");
            assertThat(card)
                    .containsText("2 partitions are stuck: 6,000 records wait and more come, while other"
                            + " partitions are read.");
            assertThat(card.locator(".figure dd")).hasText(new String[] {"8,000", "95 s", "12", "50\u202f%"});
            assertThat(card.locator("caption")).hasText("The 8 with the most of 12");
            assertThat(card.locator("tbody tr")).hasCount(8);
            assertThat(card.locator("tbody .tag")).hasCount(2);
            assertThat(card).containsText("No broker told anything of 1 partition");
            page.navigate(fleet.url() + "#/services/storefront");
            assertThat(page.locator("h1")).hasText("storefront");
            assertThat(page.locator(".policy")).containsText("unserved");
            assertThat(page.locator(".partitions-card")).isHidden();
        }
    }

    @Test
    void an_override_is_set_with_the_token_and_not_without() {
        try (StagedFleet fleet = new StagedFleet(THREE)) {
            Page page = open(fleet, "storefront");
            page.locator(".override-form summary").click();
            page.locator("[name=owner]").fill("mara");
            page.locator("[name=reason]").fill("load test");
            Locator set = page.locator(".override-fields button");

            set.click();
            page.locator("#token-input").fill("wrong");
            page.keyboard().press("Enter");
            assertThat(page.locator("dialog .problem")).containsText("The token was not accepted");
            assertThat(fleet.written()).isEmpty();
            page.keyboard().press("Escape");
            assertThat(page.locator(".override-form + p")).containsText("no token was given");
            assertThat(page.locator("[name=reason]")).hasValue("load test");

            page.evaluate("sessionStorage.setItem('sluice.token', 'one-that-has-expired')");
            set.click();
            assertThat(page.locator("dialog .problem")).containsText("it is another one now");
            page.locator("#token-input").fill(StagedFleet.TOKEN);
            page.keyboard().press("Enter");
            assertThat(page.locator(".overrides")).containsText("Paused");
            assertThat(fleet.written()).singleElement().asString().contains("\"reason\":\"load test\"");
        }
    }

    @Test
    void a_service_that_nobody_knows_is_told() {
        try (StagedFleet fleet = new StagedFleet(THREE)) {
            Page page = chromium.page(Screen.PHONE);
            page.navigate(fleet.url() + "#/services/storefornt");
            assertThat(page.locator(".not-there h2")).hasText("There is no service storefornt.");
            page.locator(".not-there a").click();
            assertThat(page.locator(".rows .row")).hasCount(3);
        }
    }

    private Page open(StagedFleet fleet, String service) {
        Page page = chromium.page(Screen.DESK);
        page.navigate(fleet.url() + "#/services/" + service);
        page.locator(".mark").first().waitFor();
        return page;
    }
}
