package dev.sluice.control.planning.tokens;

import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.TokenLoad;
import java.util.Optional;

/**
 * What requests to a large model are like.
 *
 * @param promptTokens of a mean prompt, without what a prefix cache served
 * @param outputPerPrompt generated tokens for each of them
 */
record RequestMix(double promptTokens, double outputPerPrompt) {
    /** What those of a window are like; empty if it had none. */
    static Optional<RequestMix> of(DemandWindow window) {
        TokenLoad load = window.tokens().orElseThrow();
        double prompts = Math.max(0, load.promptTokens() - load.cachedPromptTokens());
        return prompts > 0 && window.requests() > 0
                ? Optional.of(new RequestMix(prompts / window.requests(), load.outputTokens() / prompts))
                : Optional.empty();
    }
}
