/** The past of a service in bounded memory: points, forecasts, hours of costs, records as they came. */
@NullMarked
package dev.sluice.web.model.series;

import org.jspecify.annotations.NullMarked;
