/** Reports the demand of services that already measure their requests with Micrometer. */
@NullMarked
package dev.sluice.client.micrometer;

import org.jspecify.annotations.NullMarked;
