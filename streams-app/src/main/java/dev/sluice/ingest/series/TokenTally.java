package dev.sluice.ingest.series;

import dev.sluice.ingest.export.Role;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Tokens since the last event.
 *
 * <p>A server may count what its cache served when a request begins and the prompt when its first token comes. So hits
 * beyond the prompts of an event wait for the next one, and no longer: a server that counts a request that it interrupted
 * once more is not taken for one whose cache serves all prompts. Example: 900 hits and prompts of 600 tokens, then no hit and
 * prompts of 500: 600 of the first 600 are cached, and 300 of the 500.
 */
final class TokenTally {
    private double prompt;
    private double cached;
    private double carried;
    private double output;

    /** Whole tokens for an event. */
    record Counted(long prompt, long cached, long output) {}

    void add(Role role, double tokens) {
        switch (role) {
            case PROMPT_TOKENS -> prompt += tokens;
            case CACHED_PROMPT_TOKENS -> cached += tokens;
            case OUTPUT_TOKENS -> output += tokens;
            default -> throw new IllegalArgumentException(role + " counts no tokens");
        }
    }

    boolean isAny() {
        return prompt >= 1 || cached >= 1 || output >= 1;
    }

    /** What an event says now. */
    Counted counted() {
        long prompts = (long) prompt;
        return new Counted(prompts, Math.min(prompts, (long) (carried + cached)), (long) output);
    }

    /** Starts anew; a part of a token stays for the next event. */
    void reported() {
        Counted told = counted();
        carried = Math.min(cached, carried + cached - told.cached());
        cached = 0;
        prompt -= told.prompt();
        output -= told.output();
    }

    void write(DataOutput out) throws IOException {
        VarInts.write(new double[] {prompt, cached, carried, output}, out);
    }

    void read(DataInput in) throws IOException {
        prompt = VarInts.read(in);
        cached = VarInts.read(in);
        carried = VarInts.read(in);
        output = VarInts.read(in);
    }
}
