package dev.sluice.control.planning;

import dev.sluice.control.message.Output;
import dev.sluice.control.message.SizeProposal;
import java.util.Optional;

/**
 * What a closed window asks for.
 *
 * @param proposal the size that is wanted
 * @param forecast the forecast that it rests on; empty where none was made
 */
public record Planned(SizeProposal proposal, Optional<Output.Forecasted> forecast) {
    public static Planned without(SizeProposal proposal) {
        return new Planned(proposal, Optional.empty());
    }
}
