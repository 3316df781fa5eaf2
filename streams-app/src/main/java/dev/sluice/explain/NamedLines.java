package dev.sluice.explain;

/** Lines of a name and what it says, under a heading. */
final class NamedLines {
    private static final int NAMES = 14;

    private final StringBuilder text = new StringBuilder();

    void heading(String line) {
        text.append(line).append('\n');
    }

    void add(String name, String line) {
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
