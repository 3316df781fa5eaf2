package dev.sluice.simulator.profile;

import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.text.NumberText;
import java.util.Optional;

/**
 * What files do not say themselves.
 *
 * @param chunk prompt tokens that the engine computes in one step
 * @param replicas that took part in a load test
 * @param accelerator whose data is meant where a file has several; empty: it has one
 */
public record ProfileTerms(int chunk, int replicas, Optional<String> accelerator) {
    /** A single replica that computes as many prompt tokens in a step as vLLM does unless told otherwise. */
    public static final ProfileTerms USUAL = new ProfileTerms((int) ReplicaProfile.USUAL_CHUNK, 1, Optional.empty());

    public ProfileTerms {
        if (chunk < 1 || replicas < 1) {
            throw new IllegalArgumentException("a step has at least one prompt token and a test at least one replica,"
                    + " not " + NumberText.count(chunk) + " and " + NumberText.count(replicas));
        }
    }

    /** The same for engines with another chunk. */
    public ProfileTerms withChunk(int other) {
        return new ProfileTerms(other, replicas, accelerator);
    }
}
