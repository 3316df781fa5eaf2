/** The HTTP server of every process that runs for long: routes, errors, access, limits, health, metrics, static files. */
@NullMarked
package dev.sluice.http;

import org.jspecify.annotations.NullMarked;
