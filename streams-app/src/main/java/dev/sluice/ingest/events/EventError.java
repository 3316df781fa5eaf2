package dev.sluice.ingest.events;

/**
 * What is wrong with one event, and where.
 *
 * @param index position in the batch, from 0; -1: the body as a whole
 * @param field name of the field, such as {@code latency.counts[3]}; empty: the event as a whole
 * @param detail why, in one sentence
 */
public record EventError(int index, String field, String detail) {}
