package dev.sluice.allocation.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.allocation.weights.Backend.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WeightsTest {
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void traffic_goes_by_measured_capacity_to_what_is_ready() {
        Weights weights = Weights.of(
                "chat",
                1000,
                List.of(
                        Backend.ofPool("cpu", 10, 3),
                        Backend.ofPool("gpu", 2, 40),
                        // ordered, still loading its model
                        Backend.ofPool("spot", 0, 40)));

        assertThat(numbers(weights)).containsExactly(273, 727, 0);
    }

    @Test
    void whole_numbers_add_up_follow_capacity_and_starve_nobody_that_is_ready() {
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            List<Backend> backends = new ArrayList<>();
            int count = 1 + random.nextInt(30);
            double all = 0;
            for (int i = 0; i < count; i++) {
                backends.add(Backend.ofPool("p" + i, random.nextInt(3), Math.pow(10, 4 * random.nextDouble() - 2)));
                all += backends.get(i).capacity();
            }
            Weights weights = Weights.of("s", 1000, backends);
            assertThat(numbers(weights).stream().mapToInt(i -> i).sum()).isEqualTo(all > 0 ? 1000 : 0);
            for (Weights.Share share : weights.shares()) {
                double quota = all > 0 ? 1000 * share.backend().capacity() / all : 0;
                assertThat(share.weight() > 0).isEqualTo(share.backend().capacity() > 0);
                // at most a whole number off, but for those lifted to 1 and what that takes from the others
                assertThat(share.weight()).isBetween((int) Math.floor(quota) - count, (int) quota + 1);
            }
        }
    }

    @Test
    void with_more_backends_than_the_total_it_still_adds_up() {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            backends.add(Backend.ofPool("p" + i, 1, 1));
        }
        assertThat(numbers(Weights.of("s", 5, backends))).containsExactly(1, 1, 1, 1, 1, 0, 0);
    }

    @Test
    void nothing_ready_is_no_traffic() {
        Weights weights = Weights.of("s", 100, List.of(Backend.ofPool("gpu", 0, 40)));

        assertThat(weights.serving()).isFalse();
        assertThat(numbers(weights)).containsExactly(0);
    }

    @Test
    void json_reads_back() throws Exception {
        JsonNode read = json.readTree(WeightsJson.render(three("odd \"name\"\n")));

        assertThat(read.get("service").asText()).isEqualTo("odd \"name\"\n");
        assertThat(read.get("total").asInt()).isEqualTo(100);
        assertThat(read.get("weights").get(1).get("address").asText()).isEqualTo("10.0.0.2:8080");
        assertThat(read.get("weights").findValuesAsText("weight")).containsExactly("25", "75", "0");
    }

    @Test
    void nginx_gets_an_upstream_in_which_the_unready_are_down() {
        assertThat(NginxUpstream.render(three("chat"))).isEqualTo("""
                        upstream chat {
                            server 10.0.0.1:8080 weight=25;
                            server 10.0.0.2:8080 weight=75;
                            server [fd00::3]:8080 down;
                        }
                        """);
    }

    @Test
    void envoy_gets_a_locality_a_pool_and_only_what_is_ready() throws Exception {
        JsonNode assignment = json.readTree(EnvoyEndpoints.render(three("chat"), "7"))
                .get("resources")
                .get(0);

        assertThat(assignment.get("@type").asText()).endsWith("envoy.config.endpoint.v3.ClusterLoadAssignment");
        assertThat(assignment.get("cluster_name").asText()).isEqualTo("chat");
        assertThat(assignment.get("endpoints")).hasSize(2);
        JsonNode gpu = assignment.get("endpoints").get(1);
        assertThat(gpu.at("/locality/sub_zone").asText()).isEqualTo("gpu");
        assertThat(gpu.get("load_balancing_weight").asInt()).isEqualTo(75);
        JsonNode endpoint = gpu.get("lb_endpoints").get(0);
        assertThat(endpoint.at("/endpoint/address/socket_address/port_value").asInt())
                .isEqualTo(8080);
        assertThat(endpoint.get("load_balancing_weight").asInt()).isEqualTo(75);
    }

    @Test
    void an_address_cannot_end_a_line() {
        assertThatThrownBy(() -> new Address("a; }\nserver b", 80)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Address("a", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Weights three(String service) {
        return Weights.of(
                service,
                100,
                List.of(at("cpu", "10.0.0.1", 1, 10), at("gpu", "10.0.0.2", 1, 30), at("gpu", "fd00::3", 0, 30)));
    }

    private static Backend at(String pool, String host, int ready, double perReplica) {
        return new Backend(pool, Optional.of(host), Optional.of(new Address(host, 8080)), ready, perReplica);
    }

    private static List<Integer> numbers(Weights weights) {
        return weights.shares().stream().map(Weights.Share::weight).toList();
    }
}
