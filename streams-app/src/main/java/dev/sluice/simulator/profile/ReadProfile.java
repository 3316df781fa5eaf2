package dev.sluice.simulator.profile;

import dev.sluice.sizing.tokens.ReplicaProfile;
import java.util.List;

/**
 * A profile that was read from files.
 *
 * @param unknown what it does not tell, and what was assumed instead, each in a few words
 */
public record ReadProfile(ReplicaProfile profile, List<String> unknown) {
    public ReadProfile {
        unknown = List.copyOf(unknown);
    }
}
