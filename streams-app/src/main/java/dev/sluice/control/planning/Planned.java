package dev.sluice.control.planning;

import dev.sluice.control.message.Output;
import dev.sluice.control.message.SizeProposal;
import java.util.Optional;

/**
 * The plan after a closed window.
 *
 * @param proposal the proposed replica count
 * @param forecast the forecast behind it; empty if there is none
 */
public record Planned(SizeProposal proposal, Optional<Output.Forecasted> forecast) {
    public static Planned without(SizeProposal proposal) {
        return new Planned(proposal, Optional.empty());
    }
}
