package dev.sluice.control.placement;

import dev.sluice.allocation.shared.SharedClaim;
import java.util.List;
import java.util.Map;

/**
 * Where the replicas of a service are to run.
 *
 * @param replicas replicas of each pool, in the order of the policy; pools that are to be left follow
 * @param claims what is to be claimed of the pools that have a limit
 * @param waits whether nothing may grow before a claim is answered
 */
public record Placed(Map<String, Integer> replicas, List<SharedClaim> claims, boolean waits) {}
