package dev.sluice.sizing;

import dev.sluice.forecast.ErrorScale;
import dev.sluice.forecast.Forecast;

/**
 * What the forecasts say about the time until a replica ordered now is useful.
 *
 * @param point demand expected when it is, units a second
 * @param peak largest demand expected until then
 * @param recentError mean absolute error of the point lately
 * @param scaledError mean absolute error over a long time, scaled to this height of demand
 * @param errors how many errors the scales rest on
 */
public record Outlook(double point, double peak, double recentError, double scaledError, long errors) {
    /** No forecast. */
    public static final Outlook NONE = new Outlook(0, 0, 0, 0, 0);

    /** The outlook of forecasts at ascending horizons, the last one at the lead time. */
    public static Outlook of(Forecast... ascending) {
        double peak = 0;
        for (Forecast forecast : ascending) {
            peak = Math.max(peak, forecast.point());
        }
        Forecast last = ascending[ascending.length - 1];
        ErrorScale scale = last.errorScale();
        return new Outlook(last.point(), peak, scale.recent(), scale.scaled(), scale.count());
    }
}
