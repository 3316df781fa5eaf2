package dev.sluice.cli.io;

/** Lines of a name and what it says, under a heading. */
public final class NamedLines {
    private static final int NAMES = 14;

    private final StringBuilder text = new StringBuilder();

    public void heading(String line) {
        text.append(line).append('\n');
    }

    public void add(String name, String line) {
        text.append("  ")
                .append(name)
                .append(" ".repeat(Math.max(1, NAMES - name.length())))
                .append(line)
                .append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
