package dev.sluice.topology;

import dev.sluice.allocation.shared.Share;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.cost.SharedBudget;
import dev.sluice.policy.Placement.Rank;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one service claimed and was granted, and its bytes in the store.
 *
 * @param at when it claimed, where that matters
 */
record ShareEntry(SharedClaim claim, Instant at, Optional<SharedGrant> grant) {
    static ShareEntry of(SharedBudget.Held held) {
        SharedClaim claim = held.claim();
        Optional<SharedGrant> grant = held.granted().isPresent()
                ? Optional.of(new SharedGrant(
                        claim.share(),
                        claim.service(),
                        claim.wish(),
                        held.granted().getAsDouble(),
                        ""))
                : Optional.empty();
        return new ShareEntry(claim, held.at(), grant);
    }

    SharedBudget.Held held() {
        return new SharedBudget.Held(
                claim, at, grant.map(g -> OptionalDouble.of(g.amount())).orElse(OptionalDouble.empty()));
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
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
        out.writeBoolean(grant.isPresent());
        if (grant.isPresent()) {
            out.writeDouble(grant.get().claimed());
            out.writeDouble(grant.get().amount());
            out.writeUTF(grant.get().detail());
        }
    }

    static ShareEntry read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Share share = new Share(Share.Kind.valueOf(in.readUTF()), in.readUTF());
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
            Optional<SharedGrant> grant = in.readBoolean()
                    ? Optional.of(new SharedGrant(share, service, in.readDouble(), in.readDouble(), in.readUTF()))
                    : Optional.empty();
            return new ShareEntry(claim, at, grant);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored claim ends early", e);
        }
    }
}
