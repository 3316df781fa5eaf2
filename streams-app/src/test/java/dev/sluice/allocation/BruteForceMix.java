package dev.sluice.allocation;

import java.util.List;

/** Every mix there is, one after the other: the slow truth that the search is held against. */
final class BruteForceMix {
    private final MixRequest request;
    private final List<PoolChoice> choices;
    private final int[] at;
    private double cheapest = Double.POSITIVE_INFINITY;
    private double largest = -1;
    private double cheapestOfLargest = Double.POSITIVE_INFINITY;

    BruteForceMix(MixRequest request) {
        this.request = request;
        this.choices = request.choices();
        this.at = new int[choices.size()];
        visit(0);
    }

    /** Least money per hour, moves counted, that carries the demand; infinite where nothing does. */
    double cheapest() {
        return cheapest;
    }

    /** Largest safe capacity within limits, spot share and ceiling, units per second. */
    double largest() {
        return largest;
    }

    /** Least price per hour of such a capacity. */
    double cheapestOfLargest() {
        return cheapestOfLargest;
    }

    private void visit(int i) {
        if (i == at.length) {
            judge();
            return;
        }
        for (int x = choices.get(i).floor(); x <= choices.get(i).limit(); x++) {
            at[i] = x;
            visit(i + 1);
        }
    }

    private void judge() {
        double slack = 1e-9 * Math.max(1, request.demand());
        double firm = 0;
        double spot = 0;
        double safe = 0;
        double price = 0;
        for (int i = 0; i < at.length; i++) {
            PoolChoice choice = choices.get(i);
            firm += choice.pool().isSpot() ? 0 : at[i] * choice.rate();
            spot += choice.pool().isSpot() ? at[i] * choice.rate() : 0;
            safe += at[i] * choice.safeRate();
            price += at[i] * choice.pool().pricePerHour();
        }
        if (spot > request.spotShare() * (spot + firm) + slack) {
            return;
        }
        if (safe >= request.demand() - slack) {
            cheapest = Math.min(cheapest, withMoves());
        }
        if (price <= request.ceiling().orElse(Double.POSITIVE_INFINITY) * (1 + 1e-12)) {
            keepLargest(safe, price);
        }
    }

    private void keepLargest(double safe, double price) {
        if (safe > largest + 1e-9) {
            largest = safe;
            cheapestOfLargest = price;
        } else if (safe > largest - 1e-9) {
            cheapestOfLargest = Math.min(cheapestOfLargest, price);
        }
    }

    /** Money over the payback time, divided by it: the rent, the paid lead times and the starts. */
    private double withMoves() {
        return moneyWithMoves(request, at);
    }

    static double moneyWithMoves(MixRequest request, int[] replicas) {
        double hours = request.move().payback().toSeconds() / 3600.0;
        double money = 0;
        for (int i = 0; i < replicas.length; i++) {
            PoolChoice choice = request.choices().get(i);
            double price = choice.pool().pricePerHour();
            double paid = Math.min(hours, choice.paidFor().toSeconds() / 3600.0);
            int started = Math.max(0, replicas[i] - choice.running());
            money += replicas[i] * price * hours - (replicas[i] - started) * price * paid;
            money += started
                    * (price * choice.pool().leadTime().toSeconds() / 3600.0
                            + request.move().perStart());
        }
        return money / hours;
    }
}
