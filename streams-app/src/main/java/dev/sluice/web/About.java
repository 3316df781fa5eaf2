package dev.sluice.web;

/**
 * What the API says of the process.
 *
 * @param application the streams application's name
 * @param version of Sluice
 * @param mode run or demo
 * @param writable whether a token allows writing
 * @param currency of the price list; empty where it is not said
 */
public record About(String application, String version, String mode, boolean writable, String currency) {}
