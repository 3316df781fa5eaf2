/**
 * What points of metrics become: exact counts per interval and instance, whatever repeats, restarts or comes late. Pure: time is an
 * argument.
 */
@NullMarked
package dev.sluice.ingest.series;

import org.jspecify.annotations.NullMarked;
