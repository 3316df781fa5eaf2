package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.opentest4j.TestAbortedException;

/**
 * The browser that is installed, one for all tests; where there is none they are skipped and say so. The headless shell is the
 * same engine without a desktop's windows, and takes half of the CPU time.
 */
final class Chromium implements BeforeEachCallback, AfterEachCallback {
    private static final Namespace SPACE = Namespace.create(Chromium.class);

    /** A busy machine is slow; what is there at once is not waited for. */
    private static final int PATIENCE_MS = 30_000;

    private final List<BrowserContext> opened = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private Optional<Started> started = Optional.empty();

    /** A phone, and a desk. */
    enum Screen {
        PHONE(390, 844),
        DESK(1440, 900);

        final int width;
        final int height;

        Screen(int width, int height) {
            this.width = width;
            this.height = height;
        }
    }

    private record Started(Playwright playwright, Browser browser) implements AutoCloseable {
        @Override
        public void close() {
            playwright.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Optional<Path> program = Stream.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(program.isPresent(), "no chromium in /usr/bin: the web page is not tried in a browser");
        started = Optional.of(context.getRoot()
                .getStore(SPACE)
                .getOrComputeIfAbsent("browser", key -> start(program.orElseThrow()), Started.class));
    }

    private static Started start(Path program) {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Started(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(program)
                                .setArgs(List.of("--no-sandbox"))));
    }

    /** A page of its own, with nothing remembered. What goes wrong in it fails the test. */
    Page page(Screen screen) {
        Browser browser = started.orElseThrow(() -> new TestAbortedException("no browser"))
                .browser();
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(screen.width, screen.height)
                .setTimezoneId("Europe/Berlin"));
        opened.add(context);
        Page page = context.newPage();
        page.onPageError(faults::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                faults.add(message.text());
            }
        });
        page.setDefaultTimeout(PATIENCE_MS);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        return page;
    }

    /** Waits until an expression of the page's script is true: the page answers a moment after it was asked. */
    static void await(Page page, String expression, String meaning) {
        try {
            page.waitForFunction(expression);
        } catch (TimeoutError e) {
            throw new AssertionError("never: " + meaning + ": " + expression, e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        opened.forEach(BrowserContext::close);
        opened.clear();
        assertThat(faults).as("errors of the page's scripts").isEmpty();
    }
}
