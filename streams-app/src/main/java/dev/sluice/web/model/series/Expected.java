package dev.sluice.web.model.series;

import dev.sluice.events.DemandForecast;
import dev.sluice.events.ForecastQuantile;
import java.util.List;

/**
 * Demand that is expected of the window that ends at a time, as it was forecast one lead time before.
 *
 * @param at end of the window, epoch ms
 * @param point expected demand
 * @param lower lowest quantile of the forecast, which is the median
 * @param upper its 95 % quantile, or the next lower one that it has
 */
public record Expected(long at, float point, float lower, float upper) {
    private static final double UPPER_LEVEL = .95;

    public static Expected of(DemandForecast forecast) {
        List<ForecastQuantile> quantiles = forecast.getQuantiles();
        double lower = quantiles.isEmpty() ? Double.NaN : quantiles.get(0).getValue();
        double upper = lower;
        for (ForecastQuantile quantile : quantiles) {
            if (quantile.getLevel() <= UPPER_LEVEL) {
                upper = quantile.getValue();
            }
        }
        long at = forecast.getOrigin().toEpochMilli() + forecast.getHorizonMs();
        return new Expected(at, (float) forecast.getPoint(), (float) lower, (float) upper);
    }
}
