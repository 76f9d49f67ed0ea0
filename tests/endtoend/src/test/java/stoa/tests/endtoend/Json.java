package stoa.tests.endtoend;

import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the tests ask of answers. */
final class Json {
    private static final JsonMapper JSON = new JsonMapper();

    private Json() {}

    /** A document; an empty object of an empty text. */
    static JsonNode of(String text) {
        return text.isEmpty() ? JSON.createObjectNode() : JSON.readTree(text);
    }

    /** An instance of a service's record. */
    static Optional<JsonNode> instance(JsonNode service, String id) {
        return StreamSupport.stream(service.path("instances").spliterator(), false)
                .filter(i -> i.get("id").asString().equals(id)).findFirst();
    }

    /** Why an instance is not routable; empty while it is. */
    static String whyNot(JsonNode instance) {
        return instance.get("routable").asBoolean() ? "" : instance.get("reason").asString();
    }
}
