package dev.sluice.control.billing;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which tenant pays for a service, by whole hours: a change applies from the next hour. */
final class PayerHistory {
    private static final Payer NOBODY = new Payer(Long.MIN_VALUE, "");

    private final List<Payer> payers = new ArrayList<>();

    /**
     * A paying tenant.
     *
     * @param from first hour, epoch milliseconds
     */
    private record Payer(long from, String tenant) {}

    /** Returns the paying tenant of an hour; empty if none is stated. */
    String of(long hour) {
        for (int i = payers.size() - 1; i >= 0; i--) {
            if (payers.get(i).from <= hour) {
                return payers.get(i).tenant;
            }
        }
        return "";
    }

    /** Notes the paying tenant from an hour on; returns true if that is a change. */
    boolean note(String tenant, long hour) {
        if (newest().tenant.equals(tenant)) {
            return false;
        }
        payers.removeIf(payer -> payer.from >= hour);
        if (!newest().tenant.equals(tenant)) {
            payers.add(new Payer(hour, tenant));
        }
        return true;
    }

    /** Returns true if no tenant was ever noted. */
    boolean isEmpty() {
        return payers.isEmpty();
    }

    /** Returns the tenant that was noted last; empty if none is stated. */
    String newestTenant() {
        return newest().tenant;
    }

    private Payer newest() {
        return payers.isEmpty() ? NOBODY : payers.get(payers.size() - 1);
    }

    /** Forgets tenants that pay for no hour from {@code hour} on. */
    void forget(long hour) {
        while (payers.size() > 1 && payers.get(1).from <= hour) {
            payers.remove(0);
        }
    }

    void write(DataOutput out) throws IOException {
        VarInts.writeCount(payers.size(), out);
        for (Payer payer : payers) {
            out.writeLong(payer.from);
            out.writeUTF(payer.tenant);
        }
    }

    void read(DataInput in) throws IOException {
        for (long left = VarInts.readCount(in); left > 0; left--) {
            payers.add(new Payer(in.readLong(), in.readUTF()));
        }
    }
}
