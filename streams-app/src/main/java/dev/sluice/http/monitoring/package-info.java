/** What the process tells of itself: health and metrics. */
@NullMarked
package dev.sluice.http.monitoring;

import org.jspecify.annotations.NullMarked;
