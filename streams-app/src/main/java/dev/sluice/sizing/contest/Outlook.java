package dev.sluice.sizing.contest;

import dev.sluice.forecast.Forecast;

/**
 * What the forecasts expect until a replica ordered now is ready.
 *
 * @param point demand expected when the replica is ready, units per second
 * @param peak highest demand expected until then
 * @param likely distance from the point to the level that is exceeded once in ten times
 * @param rarely distance from the point to the level that is exceeded once in a hundred times
 * @param errors number of earlier forecast errors that this rests on
 */
public record Outlook(double point, double peak, double likely, double rarely, long errors) {
    /** No forecast. */
    public static final Outlook NONE = new Outlook(0, 0, 0, 0, 0);

    /** The outlook from forecasts at ascending horizons. The last one is at the lead time. */
    public static Outlook of(Forecast... ascending) {
        double peak = 0;
        for (Forecast forecast : ascending) {
            peak = Math.max(peak, forecast.point());
        }
        Forecast last = ascending[ascending.length - 1];
        double point = last.point();
        double likely = Math.max(0, last.quantile(.9) - point);
        double rarely = Math.max(0, last.quantile(.99) - point);
        return new Outlook(point, peak, likely, rarely, last.errorScale().count());
    }
}
