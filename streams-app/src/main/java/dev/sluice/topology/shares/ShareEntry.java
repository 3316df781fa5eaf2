package dev.sluice.topology.shares;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.cost.SharedBudget;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.state.StateEnvelope;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What one service claimed, the grants that it may still act on, and its bytes in the store.
 *
 * @param at when it claimed, where that matters
 */
public record ShareEntry(SharedClaim claim, Instant at, List<SharedGrant> grants) {
    private static final int VERSION = 1;

    public ShareEntry {
        grants = List.copyOf(grants);
    }

    static ShareEntry of(SharedBudget.Held held) {
        return new ShareEntry(
                held.claim(), held.at(), held.granted().map(List::of).orElse(List.of()));
    }

    SharedBudget.Held held() {
        return new SharedBudget.Held(claim, at, grants.stream().findFirst());
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return StateEnvelope.seal(VERSION, bytes.toByteArray());
    }

    private void write(DataOutputStream out) throws IOException {
        out.writeUTF(claim.share().kind().name());
        out.writeUTF(claim.share().name());
        out.writeUTF(claim.service());
        out.writeDouble(claim.wish());
        out.writeDouble(claim.floor());
        out.writeDouble(claim.holding());
        out.writeInt(claim.rank().priority());
        out.writeInt(claim.rank().weight());
        out.writeDouble(claim.spend().spent());
        out.writeDouble(claim.spend().burn());
        out.writeDouble(claim.spend().wishedBurn());
        out.writeLong(at.toEpochMilli());
        out.writeLong(claim.seen());
        out.writeShort(grants.size());
        for (SharedGrant grant : grants) {
            out.writeDouble(grant.claimed());
            out.writeDouble(grant.amount());
            out.writeUTF(grant.detail());
            out.writeLong(grant.number());
            out.writeBoolean(grant.tight());
        }
    }

    /** Reads what {@link #bytes} gave; IOException where it is anything else. */
    public static ShareEntry read(byte[] bytes) throws IOException {
        StateEnvelope.Contents contents = StateEnvelope.open(bytes);
        if (contents.version() != VERSION) {
            throw new IOException("version " + contents.version());
        }
        try {
            return read(contents.open());
        } catch (IllegalArgumentException impossible) {
            throw new IOException(impossible);
        }
    }

    private static ShareEntry read(DataInputStream in) throws IOException {
        SharedResource share = new SharedResource(SharedResource.Kind.valueOf(in.readUTF()), in.readUTF());
        String service = in.readUTF();
        SharedClaim claim = new SharedClaim(
                share,
                service,
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                new Rank(in.readInt(), in.readInt()),
                new Spend(in.readDouble(), in.readDouble(), in.readDouble()));
        Instant at = Instant.ofEpochMilli(in.readLong());
        long seen = in.readLong();
        List<SharedGrant> grants = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            grants.add(new SharedGrant(
                    share, service, in.readDouble(), in.readDouble(), in.readUTF(), in.readLong(), in.readBoolean()));
        }
        return new ShareEntry(claim.withSeen(seen), at, grants);
    }
}
