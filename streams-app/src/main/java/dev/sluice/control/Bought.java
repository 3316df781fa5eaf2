package dev.sluice.control;

/**
 * What a load is carried by.
 *
 * @param answer the cheapest way
 * @param money what it was found with
 */
record Bought(Ways.Answer answer, Money money) {}
