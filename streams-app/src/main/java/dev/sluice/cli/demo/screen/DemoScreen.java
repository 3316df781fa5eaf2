package dev.sluice.cli.demo.screen;

import dev.sluice.cli.demo.world.DemoWatcher;
import dev.sluice.cli.demo.world.DemoWorld;
import java.io.PrintWriter;
import java.time.Instant;

/** What the demo shows while it runs: a live picture on a terminal, plain lines elsewhere. */
public interface DemoScreen {
    /** Shows the moment {@code now} of the demo's time. */
    void show(Instant now, DemoWorld world, DemoWatcher watcher);

    /** The screen for {@code out}; {@code where} says where broker and registry are. */
    static DemoScreen on(PrintWriter out, boolean live, String where) {
        return live ? new LivePicture(out, where) : new PlainLines(out);
    }
}
