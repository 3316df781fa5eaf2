package dev.sluice.sizing.tokens;

import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measured times, joined by straight lines. Below the first and beyond the last point the nearest line goes on. A single
 * point is taken in proportion.
 */
final class MeasuredCurve {
    private MeasuredCurve() {}

    /** Sorts points, takes the mean of those at one place, and lets no time fall: noise makes some of them do so. */
    static List<Point> rising(List<Point> points) {
        List<Point> sorted = new ArrayList<>(points);
        sorted.sort(Comparator.comparingDouble(Point::at));
        List<Point> rising = new ArrayList<>();
        double highest = 0;
        for (int from = 0; from < sorted.size(); ) {
            int to = from;
            double sum = 0;
            while (to < sorted.size() && sorted.get(to).at() == sorted.get(from).at()) {
                sum += sorted.get(to++).seconds();
            }
            highest = Math.max(highest, sum / (to - from));
            rising.add(new Point(sorted.get(from).at(), highest));
            from = to;
        }
        return spread(rising);
    }

    private static List<Point> spread(List<Point> points) {
        int most = ReplicaProfile.MOST_POINTS;
        return points.size() <= most
                ? List.copyOf(points)
                : IntStream.range(0, most)
                        .mapToObj(i -> points.get((int) ((long) i * (points.size() - 1) / (most - 1))))
                        .toList();
    }

    /** The time at {@code x}: above 0, and not less than in proportion to the first point. */
    static double at(List<Point> points, double x) {
        Point first = points.get(0);
        if (points.size() == 1) {
            return first.seconds() * x / first.at();
        }
        int upper = 1;
        while (upper < points.size() - 1 && points.get(upper).at() < x) {
            upper++;
        }
        Point left = points.get(upper - 1);
        Point right = points.get(upper);
        double line = left.seconds() + (right.seconds() - left.seconds()) * (x - left.at()) / (right.at() - left.at());
        return x >= first.at() ? line : Math.max(line, first.seconds() * x / first.at());
    }

    /** The largest place up to {@code most} whose time is at most {@code seconds}; the first point's if there is none. */
    static double reaches(List<Point> points, double seconds, double most) {
        double low = points.get(0).at();
        double high = Math.max(low, most);
        for (int i = 0; i < 60 && high - low > 1e-6 * high; i++) {
            double middle = (low + high) / 2;
            if (at(points, middle) <= seconds) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
