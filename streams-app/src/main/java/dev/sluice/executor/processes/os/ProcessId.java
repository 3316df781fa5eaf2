package dev.sluice.executor.processes.os;

/**
 * One process, never mistaken for a later one that got the same number.
 *
 * @param pid its number
 * @param birth when it started, as {@link ProcessTable} tells it: text that no other process of this number has
 */
public record ProcessId(long pid, String birth) {}
