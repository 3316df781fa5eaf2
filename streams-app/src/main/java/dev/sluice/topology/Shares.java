package dev.sluice.topology;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.shared.Share;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedPool;
import dev.sluice.control.Catalog;
import dev.sluice.policy.Placement.Rank;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** What the services of a task share, with one entry of the store for each claimant, written when it changed. */
final class Shares {
    private final KeyValueStore<String, byte[]> store;
    private final Map<Share, SharedPool> pools = new HashMap<>();

    Shares(KeyValueStore<String, byte[]> store) {
        this.store = store;
        load();
    }

    private void load() {
        Map<Share, List<SharedClaim>> claims = new HashMap<>();
        Map<Share, List<SharedGrant>> grants = new HashMap<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                Entry entry = Entry.read(next.value);
                Share share = entry.claim().share();
                claims.computeIfAbsent(share, s -> new ArrayList<>()).add(entry.claim());
                entry.grant().ifPresent(grant -> grants.computeIfAbsent(share, s -> new ArrayList<>())
                        .add(grant));
            }
        }
        claims.forEach((share, made) -> pools.put(share, SharedPool.of(made, grants.getOrDefault(share, List.of()))));
    }

    /** What is claimed here. */
    List<Share> known() {
        return List.copyOf(pools.keySet());
    }

    /** Takes in a claim: the grants that change. */
    List<SharedGrant> claim(SharedClaim claim, Catalog declared, Instant now) {
        SharedPool pool = pools.computeIfAbsent(claim.share(), share -> new SharedPool());
        List<SharedGrant> changed = pool.claim(claim, limit(claim.share(), declared));
        write(pool, claim, changed);
        return changed;
    }

    /** Looks again at what is shared: the grants that change because something was declared anew. */
    List<SharedGrant> review(Share share, Catalog declared, Instant now) {
        SharedPool pool = pools.getOrDefault(share, new SharedPool());
        List<SharedGrant> changed = pool.review(limit(share, declared));
        changed.forEach(grant -> write(pool, grant.service()));
        return changed;
    }

    private static int limit(Share share, Catalog declared) {
        return declared.pool(share.name()).map(Pool::limit).orElse(0);
    }

    private void write(SharedPool pool, SharedClaim claim, List<SharedGrant> changed) {
        write(pool, claim.service());
        changed.forEach(grant -> write(pool, grant.service()));
        if (pool.claimOf(claim.service()).isEmpty()) {
            store.delete(key(claim.share(), claim.service()));
        }
    }

    private void write(SharedPool pool, String service) {
        pool.claimOf(service)
                .ifPresent(claim -> store.put(
                        key(claim.share(), service), new Entry(claim, pool.grantOf(service)).bytes()));
    }

    private static String key(Share share, String service) {
        return share.kind() + "/" + share.name() + "/" + service;
    }

    /** What one service claimed and was granted. */
    private record Entry(SharedClaim claim, Optional<SharedGrant> grant) {
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
            out.writeByte(claim.share().kind().ordinal());
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
            out.writeBoolean(grant.isPresent());
            if (grant.isPresent()) {
                out.writeDouble(grant.get().claimed());
                out.writeDouble(grant.get().amount());
                out.writeUTF(grant.get().detail());
            }
        }

        static Entry read(byte[] bytes) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                Share share = new Share(Share.Kind.values()[in.readByte()], in.readUTF());
                String service = in.readUTF();
                SharedClaim claim = new SharedClaim(
                        share,
                        service,
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        new Rank(in.readInt(), in.readInt()),
                        new Spend(in.readDouble(), in.readDouble(), in.readDouble()));
                return new Entry(
                        claim,
                        in.readBoolean()
                                ? Optional.of(new SharedGrant(
                                        share, service, in.readDouble(), in.readDouble(), in.readUTF()))
                                : Optional.empty());
            } catch (IOException e) {
                throw new UncheckedIOException("a stored claim ends early", e);
            }
        }
    }
}
