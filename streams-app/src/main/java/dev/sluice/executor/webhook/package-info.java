/** Orders as signed HTTP requests, by the conventions of Standard Webhooks, for platforms that speak HTTP. */
@NullMarked
package dev.sluice.executor.webhook;

import org.jspecify.annotations.NullMarked;
