package dev.sluice.cost;

/**
 * What whole hours of replica-time are booked to.
 *
 * @param service name of the service
 * @param pool name of the pool; empty where the service has one
 * @param tenant who pays; empty where not said
 */
public record Account(String service, String pool, String tenant) {}
