package dev.sluice.control.message.proposal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Replicas of two roles of one service. Both are 0 or neither is.
 *
 * @param prefill those that compute prompts
 * @param decode those that generate answers
 */
public record RoleSizes(int prefill, int decode) {
    public static final RoleSizes ZERO = new RoleSizes(0, 0);

    public RoleSizes {
        if (prefill < 0 || decode < 0 || (prefill == 0) != (decode == 0)) {
            throw new IllegalArgumentException(
                    "both roles have replicas or neither has, not " + prefill + " and " + decode);
        }
    }

    public int sum() {
        return prefill + decode;
    }

    /**
     * Splits another sum so that the role with the smaller share of these sizes has as large a share as possible. Above 0
     * each role has one replica at least, so the smallest sum is 2.
     *
     * <p>Example: of 4 and 8, a sum of 6 is 2 and 4, and a sum of 7 is 2 and 5.
     */
    public RoleSizes split(int sum) {
        if (sum <= 0) {
            return ZERO;
        }
        if (sum <= 2 || sum() == 0) {
            return new RoleSizes(Math.max(1, sum / 2), Math.max(1, sum - sum / 2));
        }
        double exact = (double) sum * prefill / sum();
        RoleSizes fewer = with((int) Math.floor(exact), sum);
        RoleSizes more = with((int) Math.ceil(exact), sum);
        return more.shareOf(this) > fewer.shareOf(this) ? more : fewer;
    }

    private static RoleSizes with(int prefill, int sum) {
        int least = Math.max(1, Math.min(sum - 1, prefill));
        return new RoleSizes(least, sum - least);
    }

    /** The share of {@code need} that these sizes serve: that of the role with the smaller one. */
    public double shareOf(RoleSizes need) {
        return Math.min((double) prefill / need.prefill, (double) decode / need.decode);
    }

    /** The larger one of each role. */
    public RoleSizes max(RoleSizes other) {
        return new RoleSizes(Math.max(prefill, other.prefill), Math.max(decode, other.decode));
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(prefill);
        out.writeInt(decode);
    }

    public static RoleSizes read(DataInput in) throws IOException {
        return new RoleSizes(in.readInt(), in.readInt());
    }

    @Override
    public String toString() {
        return "prefill " + prefill + ", decode " + decode;
    }
}
