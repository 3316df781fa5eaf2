package dev.sluice.control.placement;

import dev.sluice.control.message.SpendLimit;

/**
 * What a load is carried by.
 *
 * @param answer the cheapest way
 * @param money what it was found with
 */
public record Bought(PlacementSearch.Answer answer, SpendLimit money) {}
