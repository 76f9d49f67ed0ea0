package stoa.http;

import java.time.Duration;
import stoa.runtime.Values;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * JSON as the platform writes it: enums in lower case, times in RFC 3339, durations as {@code 15s}, absent values as
 * null, unknown fields ignored on reading.
 */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .addModule(new SimpleModule("stoa").addSerializer(Duration.class, new DurationWriter())
                    .addDeserializer(Duration.class, new DurationReader()))
            .build();

    private Json() {}

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** @throws IllegalArgumentException when the text is not JSON or does not fit */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return present(MAPPER.readValue(json, type));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not JSON of the expected shape" + at(e), e);
        }
    }

    public static <T> T read(String json, Class<T> type) {
        try {
            return present(MAPPER.readValue(json, type));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not JSON of the expected shape" + at(e), e);
        }
    }

    /** @throws JacksonException when the text is not JSON; its message repeats the text, so it is not for clients */
    static JsonNode tree(byte[] json) {
        return MAPPER.readTree(json);
    }

    /** Where in the text, {@code " (line 3, column 14)"}; empty when that is not known. */
    static String at(JacksonException e) {
        var place = e.getLocation();
        return place == null || place.getLineNr() < 1
                ? ""
                : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }

    @SuppressWarnings("NullAway") // the mapper answers null for the JSON null, whatever its signature says
    private static <T> T present(T value) {
        if (value == null) {
            throw new IllegalArgumentException("is null, not JSON of the expected shape");
        }
        return value;
    }

    private static final class DurationWriter extends StdSerializer<Duration> {
        DurationWriter() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializationContext context) {
            out.writeString(Values.text(value));
        }
    }

    private static final class DurationReader extends StdDeserializer<Duration> {
        DurationReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) {
            try {
                return Values.duration(in.getString());
            } catch (IllegalArgumentException e) {
                throw context.weirdStringException(in.getString(), Duration.class, String.valueOf(e.getMessage()));
            }
        }
    }
}
