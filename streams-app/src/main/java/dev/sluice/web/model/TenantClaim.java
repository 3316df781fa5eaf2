package dev.sluice.web.model;

/**
 * What a service costs its tenant.
 *
 * @param spent money this month so far
 * @param burn money per hour lately
 */
public record TenantClaim(String tenant, double spent, double burn) {}
