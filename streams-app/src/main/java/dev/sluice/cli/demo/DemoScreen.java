package dev.sluice.cli.demo;

import java.io.PrintWriter;
import java.time.Instant;

/** What the demo shows while it runs: a live picture on a terminal, plain lines elsewhere. */
interface DemoScreen {
    /** Shows the moment {@code now} of the demo's time. */
    void show(Instant now, DemoWorld world, DemoWatcher watcher);

    /** The screen for {@code out}; {@code where} says where broker and registry are. */
    static DemoScreen on(PrintWriter out, boolean live, String where) {
        return live ? new LivePicture(out, where) : new PlainLines(out);
    }
}
