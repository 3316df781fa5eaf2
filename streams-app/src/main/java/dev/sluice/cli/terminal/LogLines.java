package dev.sluice.cli.terminal;

import dev.sluice.schemas.ShortText;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Standard error, where each line that is logged stays one line. Names and reasons in the log come from records that anybody
 * may write: a line break in them would forge a line, an escape sequence would repaint a terminal, and a name of a megabyte
 * would fill the disk. So what does not print is escaped as in Java (a backslash, u and four digits), and a long line is cut.
 *
 * <p>Only whole lines are changed, as the log writes them; what commands print passes as it is.
 */
public final class LogLines extends PrintStream {
    private static final int MOST_CHARACTERS = 4_000;

    /** Writes to this. */
    LogLines(PrintStream to, Charset charset) {
        super(to, true, charset);
    }

    /** Makes it the standard error of this process. */
    public static void install() {
        System.setErr(new LogLines(System.err, Charset.defaultCharset()));
    }

    @Override
    public void println(String line) {
        super.println(safe(String.valueOf(line)));
    }

    /** What stack traces are printed with. */
    @Override
    public void println(Object line) {
        super.println(safe(String.valueOf(line)));
    }

    /** The same text in one line of a bounded length. */
    static String safe(String text) {
        String beginning = ShortText.beginning(text, MOST_CHARACTERS);
        StringBuilder line = new StringBuilder(beginning.length());
        beginning.codePoints().forEach(c -> append(line, c));
        if (beginning.length() < text.length()) {
            line.append("… (").append(text.length()).append(" characters)");
        }
        return line.toString();
    }

    private static void append(StringBuilder line, int c) {
        if (c == '\t' || isPrinted(Character.getType(c))) {
            line.appendCodePoint(c);
        } else {
            line.append(String.format("\\u%04x", c));
        }
    }

    private static boolean isPrinted(int type) {
        return switch (type) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
