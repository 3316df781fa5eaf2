package dev.sluice.simulator.profile;

/** Says where in a file something is wrong. */
final class Place {
    private Place() {}

    /** Does something, and puts a place before what is wrong with it. */
    static void at(String place, Runnable reads) {
        try {
            reads.run();
        } catch (IllegalArgumentException wrong) {
            String why = String.valueOf(wrong.getMessage());
            throw why.startsWith(place) ? wrong : new IllegalArgumentException(place + ": " + why, wrong);
        }
    }
}
