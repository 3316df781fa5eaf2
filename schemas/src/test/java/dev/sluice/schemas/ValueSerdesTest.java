package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.events.RequestRateEvent;
import java.io.EOFException;
import java.net.ConnectException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

final class ValueSerdesTest {
    /** A serde of another maker: fails as the test says, with the errors that Confluent's wraps. */
    public static final class Foreign implements Serde<Object> {
        private static Map<String, ?> configured = Map.of();
        private static Supplier<Exception> cause = EOFException::new;

        @Override
        public void configure(Map<String, ?> settings, boolean isKey) {
            configured = settings;
        }

        @Override
        public Serializer<Object> serializer() {
            return (topic, value) -> new byte[] {1};
        }

        @Override
        public Deserializer<Object> deserializer() {
            return (topic, bytes) -> {
                throw new SerializationException("Error deserializing", cause.get());
            };
        }
    }

    /** As Confluent's class of that name, which is not on the class path. */
    public static final class RestClientException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final int errorCode;

        RestClientException(int status, int errorCode) {
            super("status " + status);
            this.status = status;
            this.errorCode = errorCode;
        }

        /** The HTTP status, by the name that Confluent's has. */
        public int getStatus() {
            return status;
        }

        /** The registry's own code, by the name that Confluent's has. */
        public int getErrorCode() {
            return errorCode;
        }
    }

    @Test
    void ours_unless_another_is_named() {
        assertThat(ValueSerdes.of(RequestRateEvent.class, Samples.mock("value-serdes-test")))
                .isInstanceOf(AvroSerde.class);
    }

    @Test
    void another_gets_the_same_settings_and_is_told_what_to_read() {
        Serde<RequestRateEvent> serde = foreign();

        assertThat(serde.serializer().serialize("t", Samples.demand(1))).containsExactly(1);
        assertThat(Foreign.configured.get("schema.registry.url")).isEqualTo("mock://value-serdes-test");
        assertThat(Foreign.configured.get("specific.avro.reader")).isEqualTo("true");
        assertThat(Foreign.configured.get("specific.avro.value.type")).isEqualTo(RequestRateEvent.class.getName());
    }

    @Test
    void wrong_bytes_are_the_records_fault() {
        assertThatThrownBy(() -> readFailingWith(new EOFException())).isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> readFailingWith(new RestClientException(404, 40403)))
                .isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void an_outage_is_not() {
        assertThatThrownBy(() -> readFailingWith(new ConnectException("refused")))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> readFailingWith(new RestClientException(503, 50001)))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> readFailingWith(new RestClientException(404, 404)))
                .as("the page of a proxy")
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void nor_is_a_refusal() {
        assertThatThrownBy(() -> readFailingWith(new RestClientException(401, 40101)))
                .as("the record is not to blame for the credentials")
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void a_class_that_is_not_there_is_a_wrong_setting() {
        Map<String, Object> settings = new HashMap<>(Samples.mock("value-serdes-test"));
        settings.put(ValueSerdes.SERDE, "io.confluent.kafka.streams.serdes.avro.Missing");

        assertThatThrownBy(() -> ValueSerdes.of(RequestRateEvent.class, settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("value.serde")
                .hasMessageContaining("Missing");
    }

    private static Serde<RequestRateEvent> foreign() {
        Map<String, Object> settings = new HashMap<>(Samples.mock("value-serdes-test"));
        settings.put(ValueSerdes.SERDE, Foreign.class.getName());
        return ValueSerdes.of(RequestRateEvent.class, settings);
    }

    private static void readFailingWith(Exception cause) {
        Foreign.cause = () -> cause;
        foreign().deserializer().deserialize("t", new byte[] {0, 0, 0, 0, 1});
    }
}
