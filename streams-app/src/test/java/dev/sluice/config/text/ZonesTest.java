package dev.sluice.config.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ZonesTest {
    @Test
    void every_zone_of_this_machine_is_read_by_its_own_name() {
        for (String name : ZoneId.getAvailableZoneIds()) {
            assertThat(Zones.parse(name).getId()).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Z", "+02:00", "-11:30", "UTC+1", "GMT+12:45"})
    void offsets_are_zones_too(String name) {
        assertThat(Zones.parse(name)).isEqualTo(ZoneId.of(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Mars/Base",
                "europe/berlin",
                "Europe/Berlin ",
                "Berlin",
                "CEST",
                "+25:00",
                "UTC+99",
                "\n"
            })
    void what_is_no_zone_is_refused_with_an_example_and_with_its_key(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zones.parse(name))
                .withMessage("is not a time zone such as Europe/Berlin");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zones.parse("zone", name))
                .withMessage("zone=" + name + ": is not a time zone such as Europe/Berlin");
    }
}
