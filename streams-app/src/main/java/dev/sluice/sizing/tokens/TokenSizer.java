package dev.sluice.sizing.tokens;

import dev.sluice.sizing.contest.RuleFamily;
import dev.sluice.sizing.contest.RuleScore;
import dev.sluice.sizing.tokens.contest.TokenContest;
import dev.sluice.sizing.tokens.contest.TokenRules;
import dev.sluice.sizing.tokens.contest.TokenTerms;
import dev.sluice.sizing.tokens.contest.TokenWindow;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * Sizes a service that serves a large model. It learns how fast a replica computes prompts ({@link PrefillSpeed}) and how
 * prompts slow decoding down ({@link DecodeSlowdown}); a contest of rules decides how much prompt work to provide for, and
 * decoding and the KV cache set floors.
 *
 * <p>Not thread-safe. State that was written and read back decides as before.
 */
public final class TokenSizer {
    private static final double NO_LIMIT = .95;

    private final PrefillSpeed speed = new PrefillSpeed();
    private final DecodeSlowdown slowdown = new DecodeSlowdown();
    private final TokenContest contest = new TokenContest();
    private final CacheNeed cacheNeed = new CacheNeed();
    private final AnswerLength answers = new AnswerLength();

    /**
     * Starts from an imported profile, which is corrected by what is seen.
     *
     * @param promptTokens of a mean prompt
     * @param outputPerPrompt generated tokens for each prompt token
     */
    public void expect(ReplicaProfile profile, double promptTokens, double outputPerPrompt) {
        if (profile.tellsPrompts()) {
            speed.expect(profile.promptTokensPerSecond(promptTokens));
        }
        if (profile.tellsPrompts() && profile.tellsAnswers()) {
            slowdown.expect(profile, promptTokens, outputPerPrompt);
        }
    }

    /**
     * A size, and why.
     *
     * @param replicas to order
     * @param level what the deciding rule provides for without what waits, replicas
     * @param family what the deciding rule looks at
     * @param promptTokensPerSecond what a busy replica computes
     * @param allowedShare share of a replica's time that prompts may take
     * @param deciding the deciding rule
     * @param runnerUp the next best
     * @param detail the same in a sentence
     */
    public record Result(
            int replicas,
            double level,
            RuleFamily family,
            double promptTokensPerSecond,
            double allowedShare,
            Optional<RuleScore> deciding,
            Optional<RuleScore> runnerUp,
            String detail) {}

    /**
     * Learns from a window and sizes the service; empty while it is not known what a replica computes.
     *
     * @param current replicas ordered
     */
    public Optional<Result> take(TokenWindow w, int current, TokenTerms terms) {
        answers.observe(w);
        if (w.replicas() > 0) {
            speed.observe(w);
            w.kvCacheUsage().ifPresent(share -> cacheNeed.observe(w.seconds(), share * w.replicas()));
            learnSlowdown(w);
        }
        if (terms.promptTokensPerSecond().isEmpty() && !speed.isKnown()) {
            return Optional.empty();
        }
        TokenContest.Situation now = situation(w, current, terms);
        int replicas = contest.decide(w, now, terms);
        return Optional.of(new Result(
                replicas,
                contest.level(),
                contest.family(),
                now.speed(),
                now.allowedShare(),
                contest.deciding(terms),
                contest.runnerUp(terms),
                sentence(w, now, terms)));
    }

    private void learnSlowdown(TokenWindow w) {
        if (w.teaches()) {
            slowdown.observe(w, speed.busyShare());
        }
    }

    private TokenContest.Situation situation(TokenWindow w, int current, TokenTerms terms) {
        double perSecond = terms.promptTokensPerSecond().orElseGet(speed::tokensPerSecond);
        double own = speed.promptMean() / perSecond;
        double allowedShare = terms.interTokenSeconds().isPresent()
                ? slowdown.allowedShare(terms.interTokenSeconds().getAsDouble(), answers.mean(), own)
                : NO_LIMIT;
        double decoding = contest.decodedUnder(w) / perSecond / allowedShare;
        double cache = w.kvCacheUsage().isPresent() && w.replicas() > 0 ? cacheNeed.replicas(w.leadSeconds()) : 0;
        return new TokenContest.Situation(
                perSecond,
                allowedShare,
                own,
                terms.allowedWait(own),
                Math.max(decoding, cache),
                w.waiting() * own,
                current,
                terms.promptTokensPerSecond().isEmpty() && speed.importedSeconds() > 0,
                w.interToken().count() > 0 ? answers.mean() * w.interToken().mean() : 0);
    }

    private String origin(TokenTerms terms) {
        return terms.promptTokensPerSecond().isPresent() ? "stated" : speed.origin();
    }

    private String sentence(TokenWindow w, TokenContest.Situation now, TokenTerms terms) {
        return "prompts bring " + NumberText.of(w.promptTokensPerSecond()) + " tokens/s, a busy replica computes "
                + NumberText.of(now.speed()) + " (" + origin(terms) + "), and prompts may take "
                + NumberText.percent(now.allowedShare())
                + " of its time; " + NumberText.of(w.waiting()) + " requests wait, of "
                + DurationText.ofSeconds(speed.promptMean() / now.speed()) + " each"
                + (w.kvCacheUsage().isPresent() ? "; " + cacheNeed.words(w.leadSeconds()) : "");
    }

    /** Prompt tokens per second that one replica computes while busy; 0 while unknown. */
    public double promptTokensPerSecond() {
        return speed.isKnown() ? speed.tokensPerSecond() : 0;
    }

    /** Replicas that were asked for last; 0 before the first size. */
    public int asked() {
        return contest.asked();
    }

    public void write(DataOutput out) throws IOException {
        speed.write(out);
        slowdown.write(out);
        contest.write(out);
        out.writeFloat((float) speed.importedSeconds());
        contest.writeBegun(out);
        cacheNeed.write(out);
        contest.writeRise(out);
        answers.write(out);
        contest.writeLongMean(out);
    }

    public static TokenSizer read(DataInput in) throws IOException {
        TokenSizer sizer = new TokenSizer();
        int rules = sizer.readRules(in);
        sizer.speed.readImported(in);
        sizer.contest.readBegun(in);
        sizer.cacheNeed.read(in);
        if (rules > TokenRules.WITHOUT_ROOTS) {
            sizer.contest.readRise(in, rules);
        }
        if (rules >= TokenRules.WITHOUT_ABUNDANT) {
            sizer.answers.read(in);
        }
        if (rules == TokenRules.count()) {
            sizer.contest.readLongMean(in);
        }
        return sizer;
    }

    /** Reads what was written before profiles could be imported. */
    public static TokenSizer readUnimported(DataInput in) throws IOException {
        TokenSizer sizer = new TokenSizer();
        sizer.readRules(in);
        return sizer;
    }

    /** Returns how many rules were stored: that tells what was written after them. */
    private int readRules(DataInput in) throws IOException {
        speed.read(in);
        slowdown.read(in);
        return contest.read(in);
    }
}
