package dev.sluice.simulator.input;

import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.input.csv.ColumnNames;
import dev.sluice.simulator.input.csv.CsvFile;
import dev.sluice.simulator.input.csv.Timestamps;
import dev.sluice.simulator.llm.request.RequestTrace;
import dev.sluice.simulator.llm.request.RequestTrace.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Reads requests to a language model, one a row in order of arrival: {@code
 * arrival_s,prompt_tokens,output_tokens[,prefix_hit_tokens]}. Names that servers and published traces use are known too.
 */
public final class RequestTraceReader {
    private static final List<String> ARRIVALS = List.of("arrival_s", "arrival");
    private static final List<String> PROMPTS =
            List.of("prompt_tokens", "input_tokens", "contexttokens", "input_length", "prompt_len");
    private static final List<String> OUTPUTS =
            List.of("output_tokens", "completion_tokens", "generatedtokens", "output_length", "output_len");
    private static final List<String> HITS = List.of("prefix_hit_tokens", "cached_tokens", "cached_prompt_tokens");

    private static final Duration LONGEST = Duration.ofDays(92);
    // a trace that starts after this counts since 1970
    private static final double EPOCH_LOOKS_REAL = 1e8;
    private static final double MINUTE = 60;

    private final Path file;
    private final CsvFile csv;
    private final List<String> notes = new ArrayList<>();
    private final List<Request> rows = new ArrayList<>();
    private final List<Integer> lines = new ArrayList<>();
    private int answersOfNone;
    private int wholeHits;

    /**
     * Requests, and what was assumed when they were read.
     *
     * @param notes each in a few words
     */
    public record ReadRequests(RequestTrace trace, List<String> notes) {
        public ReadRequests {
            notes = List.copyOf(notes);
        }
    }

    private RequestTraceReader(Path file, CsvFile csv) {
        this.file = file;
        this.csv = csv;
    }

    /**
     * The requests of a file.
     *
     * @param timeColumn the column of arrivals, where it has no usual name
     * @param zone of times that are written without one
     * @throws IllegalArgumentException naming file and line where the file is not such a trace
     * @throws UnusableFileException where it cannot be read
     */
    public static ReadRequests read(Path file, Optional<String> timeColumn, Optional<ZoneId> zone) {
        try (CsvFile csv = CsvFile.open(file)) {
            return new RequestTraceReader(file, csv).read(timeColumn, zone);
        }
    }

    private ReadRequests read(Optional<String> timeColumn, Optional<ZoneId> zone) {
        int time = time(timeColumn);
        Columns columns = new Columns(time, wanted(PROMPTS), wanted(OUTPUTS), column(HITS));
        Timestamps stamps = new Timestamps(file, csv.names().get(time), zone);
        for (Optional<CsvFile.Row> next = csv.next(); next.isPresent(); next = csv.next()) {
            add(next.get(), columns, stamps);
        }
        stamps.assumed().ifPresent(notes::add);
        return new ReadRequests(trace(stamps.seconds()), noted());
    }

    private int time(Optional<String> stated) {
        ColumnNames names = new ColumnNames(file, csv.names());
        OptionalInt arrival = stated.isPresent() ? OptionalInt.empty() : column(ARRIVALS);
        if (arrival.isPresent()) {
            return arrival.getAsInt();
        }
        try {
            return names.time(stated);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "requests need a column " + ARRIVALS.get(0) + " or one of times: " + e.getMessage(), e);
        }
    }

    private record Columns(int time, int prompt, int output, OptionalInt hit) {}

    private void add(CsvFile.Row row, Columns columns, Timestamps stamps) {
        if (rows.size() >= Rows.most()) {
            throw new IllegalArgumentException(file + " has more than " + rows.size()
                    + " requests, they do not fit in memory: split the file, or give Java more with -Xmx");
        }
        double time = stamps.read(row.line(), row.cells().get(columns.time()));
        int prompt = tokens(row, columns.prompt());
        int output = tokens(row, columns.output());
        int hit = columns.hit().isPresent() ? tokens(row, columns.hit().getAsInt()) : 0;
        check(time >= 0, row, "a request arrives at 0 s or later, not at " + TraceReader.plain(time));
        check(prompt > 0, row, "a prompt has a token or more, not 0: leave such requests out");
        check(hit <= prompt, row, "a cache had " + hit + " tokens of a prompt of " + prompt);
        answersOfNone += output == 0 ? 1 : 0;
        wholeHits += hit == prompt ? 1 : 0;
        rows.add(new Request(time, prompt, Math.max(1, output), Math.min(hit, prompt - 1)));
        lines.add(row.line());
    }

    private int tokens(CsvFile.Row row, int column) {
        String cell = row.cells().get(column);
        boolean whole = cell.matches("\\d{1,8}(\\.0*)?");
        int tokens = whole ? (int) Double.parseDouble(cell) : -1;
        check(
                whole && tokens <= RequestTrace.MOST_TOKENS,
                row,
                "'" + cell + "' in column " + csv.names().get(column)
                        + " is no number of tokens; wanted is a whole number from 0 to " + RequestTrace.MOST_TOKENS);
        return tokens;
    }

    private void check(boolean right, CsvFile.Row row, String wrong) {
        if (!right) {
            throw new IllegalArgumentException(file + ":" + row.line() + ": " + wrong);
        }
    }

    private RequestTrace trace(double seconds) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(file + " has no request, only the header " + csv.names());
        }
        double first = seconds * rows.get(0).arrival();
        double origin = first >= EPOCH_LOOKS_REAL ? MINUTE * Math.floor(first / MINUTE) : 0;
        RequestTrace.Builder trace = new RequestTrace.Builder();
        double before = 0;
        for (int i = 0; i < rows.size(); i++) {
            double at = seconds * rows.get(i).arrival() - origin;
            checkTime(i, before, at);
            trace.add(rows.get(i).at(at));
            before = at;
        }
        return trace.build();
    }

    private void checkTime(int i, double before, double at) {
        if (at < before) {
            throw new IllegalArgumentException(file + ":" + lines.get(i) + ": this request arrives "
                    + TraceReader.plain(before - at) + " s before the one above it: sort the file by arrival");
        }
        if (at > LONGEST.toSeconds()) {
            throw new IllegalArgumentException(file + ":" + lines.get(i) + ": this request arrives "
                    + TraceReader.plain(at) + " s after the start; a trace may last " + LONGEST.toDays()
                    + " days: is the time wrong, or does it not count from the start?");
        }
    }

    private List<String> noted() {
        if (answersOfNone > 0) {
            notes.add(Grid.count(answersOfNone, "answer", "answers") + " of no token are taken for one token");
        }
        if (wholeHits > 0) {
            notes.add(Grid.count(wholeHits, "prompt", "prompts")
                    + " that the cache had whole: the last token is computed all the same");
        }
        return notes;
    }

    private int wanted(List<String> called) {
        return column(called)
                .orElseThrow(() -> new IllegalArgumentException(file + " has no column " + called.get(0) + " (nor "
                        + String.join(", ", called.subList(1, called.size())) + "), only " + csv.names()));
    }

    private OptionalInt column(List<String> called) {
        return IntStream.range(0, csv.names().size())
                .filter(i -> called.contains(csv.names().get(i).toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
