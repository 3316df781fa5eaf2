package dev.sluice.topology.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.ScalingPolicy;
import dev.sluice.schemas.AvroDeserializer;
import dev.sluice.topology.StoresInMemory;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PolicyTableTest {
    private final StoresInMemory stores = new StoresInMemory();
    private final KeyValueStore<String, byte[]> store = stores.store("table");
    private final PolicyTable table =
            new PolicyTable(store, StoredPolicy.with(StoresInMemory::noRegistry), stores.lost());

    /** Avro reads only classes that somebody trusts. */
    @BeforeAll
    static void trustTheContract() {
        new AvroDeserializer<>(ScalingPolicy.class).close();
    }

    @Test
    void a_policy_is_in_force_from_when_it_is_put_to_when_it_is_deleted() {
        assertThat(table.get("checkout")).isEmpty();
        table.put("checkout", policy("checkout", 5));
        table.put("cart", policy("cart", 3));
        table.put("checkout", policy("checkout", 8));

        assertThat(table.get("checkout")).hasValueSatisfying(policy -> {
            assertThat(policy.service()).isEqualTo("checkout");
            assertThat(policy.replicas().max()).isEqualTo(8);
        });
        assertThat(table.names()).containsExactlyInAnyOrder("checkout", "cart");

        table.delete("checkout");
        assertThat(table.has("checkout")).isFalse();
        assertThat(table.get("checkout")).isEmpty();
        assertThat(table.names()).containsExactly("cart");
    }

    @Test
    void one_that_this_version_refuses_is_kept_and_counts_as_none_until_a_better_one_comes() {
        table.put(
                "checkout",
                ScalingPolicy.newBuilder(policy("checkout", 2))
                        .setMinReplicas(9)
                        .build());

        assertThat(table.get("checkout")).isEmpty();
        assertThat(table.has("checkout")).isTrue();
        table.put("checkout", policy("checkout", 2));
        assertThat(table.get("checkout")).isPresent();
    }

    @Test
    void bytes_that_were_spoiled_stop_nothing_and_are_no_policy() {
        table.put("checkout", policy("checkout", 7));
        byte[] whole = store.get("checkout");
        Random random = new Random(4);
        for (int i = 0; i < 500; i++) {
            byte[] spoiled = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int flips = 1 + random.nextInt(3); flips > 0 && spoiled.length == whole.length; flips--) {
                spoiled[(flips * 31 + i) % spoiled.length] ^= (byte) (1 + random.nextInt(255));
            }
            store.put("checkout", spoiled);
            assertThat(table.get("checkout")).as("spoiled %d", i).isEmpty();
            assertThat(table.has("checkout")).isTrue();
        }
    }

    private static ScalingPolicy policy(String service, int max) {
        return ScalingPolicy.newBuilder()
                .setService(service)
                .setMaxReplicas(max)
                .build();
    }
}
