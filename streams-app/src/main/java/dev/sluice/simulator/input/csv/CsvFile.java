package dev.sluice.simulator.input.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.sluice.simulator.UnusableFileException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A CSV file with a header: its separator is told from the header, its charset from the byte-order mark, and a line such
 * as {@code sep=;} before the header, as spreadsheets write it, is obeyed.
 */
public final class CsvFile implements Closeable {
    private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');
    private static final int LONGEST_HEADER = 1 << 24;
    private static final String STATED = "sep=";

    private final Path path;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final char separator;
    private final int linesBefore;
    private final List<String> names;
    private long line;

    /**
     * One row.
     *
     * @param line its number in the file, from 1
     * @param cells without the spaces around them
     */
    public record Row(int line, List<String> cells) {
        public Row {
            cells = List.copyOf(cells);
        }

        boolean isBlank() {
            return cells.stream().allMatch(String::isEmpty);
        }
    }

    private CsvFile(Path path, BufferedReader in) throws IOException {
        this.path = path;
        in.mark(LONGEST_HEADER);
        String first = firstLine(in);
        if (first.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(path + " is no plain text; UTF-16 needs a byte-order mark");
        }
        boolean stated = first.startsWith(STATED) && first.length() == STATED.length() + 1;
        if (!stated) {
            in.reset();
        }
        separator = stated ? first.charAt(STATED.length()) : separatorOf(first);
        linesBefore = stated ? 1 : 0;
        reader = CsvReader.builder()
                .fieldSeparator(separator)
                .trimWhitespacesAroundQuotes(true)
                .allowExtraCharsAfterClosingQuote(false)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(in);
        records = reader.iterator();
        names = written().map(Row::cells).orElseThrow(() -> new IllegalArgumentException(path + " is empty"));
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws IllegalArgumentException where it has none
     * @throws UnusableFileException where it cannot be read
     */
    public static CsvFile open(Path file) {
        try {
            return new CsvFile(file, DecodedText.open(file));
        } catch (IOException e) {
            throw UnusableFileException.reading(file, e);
        }
    }

    /** The names of the columns of a file. */
    public static List<String> header(Path file) {
        try (CsvFile csv = open(file)) {
            return csv.names();
        }
    }

    public List<String> names() {
        return names;
    }

    Path path() {
        return path;
    }

    public char separator() {
        return separator;
    }

    /** The next row that is not blank; empty at the end. */
    public Optional<Row> next() {
        Optional<Row> row = written();
        row.ifPresent(this::checkWidth);
        return row;
    }

    private Optional<Row> written() {
        Optional<Row> row = read();
        while (row.isPresent() && row.get().isBlank()) {
            row = read();
        }
        return row;
    }

    private Optional<Row> read() {
        try {
            if (!records.hasNext()) {
                return Optional.empty();
            }
            CsvRecord found = records.next();
            line = found.getStartingLineNumber() + linesBefore;
            return Optional.of(new Row(
                    (int) line, found.getFields().stream().map(String::strip).toList()));
        } catch (CsvParseException e) {
            String why = String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
            throw new IllegalArgumentException(path + ":" + (line + 1) + " is no row of a CSV file: " + why, e);
        } catch (UncheckedIOException e) {
            throw UnusableFileException.reading(path, new IOException(e.getMessage(), e));
        }
    }

    private void checkWidth(Row row) {
        if (row.cells().size() != names.size()) {
            throw new IllegalArgumentException(
                    path + ":" + row.line() + " has " + row.cells().size() + " cells, its header " + names.size());
        }
    }

    private static String firstLine(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && line.isBlank()) {
            line = in.readLine();
        }
        return line == null ? "" : line;
    }

    /** What stands most often between the names, outside quotes. */
    private static char separatorOf(String header) {
        String bare = header.replaceAll("\"[^\"]*\"", "");
        char most = SEPARATORS.get(0);
        for (char candidate : SEPARATORS) {
            most = count(bare, candidate) > count(bare, most) ? candidate : most;
        }
        return most;
    }

    private static long count(String text, char wanted) {
        return IntStream.range(0, text.length())
                .filter(i -> text.charAt(i) == wanted)
                .count();
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw UnusableFileException.reading(path, e);
        }
    }
}
