package dev.sluice.allocation.weights;

/**
 * Weights as an nginx upstream block, to be included in its http section. A backend without traffic is marked down, for
 * nginx refuses both weight 0 and an empty upstream; one without an address is left out and named in a comment.
 */
public final class NginxUpstream {
    private NginxUpstream() {}

    public static String render(Weights weights) {
        StringBuilder out = new StringBuilder("upstream " + word(weights.service()) + " {\n");
        for (Weights.Share share : weights.shares()) {
            out.append("    ").append(line(share)).append('\n');
        }
        return out.append("}\n").toString();
    }

    private static String line(Weights.Share share) {
        Backend backend = share.backend();
        String rank = share.weight() > 0 ? "weight=" + share.weight() : "down";
        return backend.address()
                .map(at -> "server " + at + " " + rank + ";")
                .orElseGet(() -> "# pool " + word(backend.pool()) + " has no address: " + rank);
    }

    private static String word(String text) {
        return text.replaceAll("[^A-Za-z0-9_.-]", "_");
    }
}
