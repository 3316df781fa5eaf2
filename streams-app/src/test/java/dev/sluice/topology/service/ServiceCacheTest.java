package dev.sluice.topology.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.StoresInMemory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Services in memory: never more than the limit, and those that are used stay. */
final class ServiceCacheTest {
    private final List<String> left = new ArrayList<>();
    private final StoresInMemory stores = new StoresInMemory();
    private final LiveServices keeper = new LiveServices(stores.states(), () -> 1);
    private int most = 10;
    private final ServiceCache cache = new ServiceCache(() -> most, service -> left.add(service.service()));

    @Test
    void however_many_come_one_after_the_other_there_are_never_more_than_the_limit() {
        for (int i = 0; i < 2000; i++) {
            use("service-" + i);
            assertThat(cache.size()).isLessThanOrEqualTo(10);
        }
        assertThat(left).hasSize(2000 - cache.size()).doesNotHaveDuplicates();
    }

    @Test
    void a_service_that_is_in_use_leaves_after_those_that_are_not() {
        for (int i = 0; i < 9; i++) {
            use("idle-" + i);
        }
        use("busy");
        for (int i = 0; i < 500; i++) {
            use("passing-" + i);
            use("busy");
        }
        assertThat(left).hasSizeGreaterThan(490);
        assertThat(left.stream().filter("busy"::equals)).hasSizeLessThan(30);
    }

    @Test
    void a_limit_that_is_lowered_holds_from_the_next_commit_on() {
        for (int i = 0; i < 10; i++) {
            use("service-" + i);
        }
        most = 3;
        cache.trim();
        assertThat(cache.size()).isLessThanOrEqualTo(3);
        most = 1;
        use("last");
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void whoever_comes_in_any_order_gets_the_service_of_that_name() {
        SplittableRandom random = new SplittableRandom(7);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            String name = "service-" + (random.nextInt(4) == 0 ? random.nextInt(30) : i % 8);
            assertThat(use(name).service()).isEqualTo(name);
            seen.add(name);
            if (random.nextInt(500) == 0) {
                cache.remove(ServiceKey.of(name));
                assertThat(cache.get(ServiceKey.of(name))).isEmpty();
            }
        }
        assertThat(seen).hasSizeGreaterThan(20);
    }

    private LiveService use(String name) {
        ServiceKey key = ServiceKey.of(name);
        return cache.get(key).orElseGet(() -> {
            LiveService made = new LiveService(key, stores.states(), new InputLog(), keeper);
            cache.put(made);
            return made;
        });
    }
}
