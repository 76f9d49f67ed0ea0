package stoa.services.points;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import stoa.events.Recorder;
import stoa.http.Json;
import stoa.http.access.Access;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.stores.redis.RedisSettings;
import stoa.stores.redis.RedisStores;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.tests.serving.RoleUnderTest;

/** The role as it runs without any server, and what is asked of it in many tests. */
final class PointsRole implements AutoCloseable {
    final CopyOnWriteArrayList<String> events = new CopyOnWriteArrayList<>();
    final RoleUnderTest role;
    private final RelationalStores stores;

    PointsRole(Path folder, Map<String, String> settings) throws Exception {
        this(folder, settings, Access.ofThisMachine());
    }

    PointsRole(Path folder, Map<String, String> settings, Access access) throws Exception {
        stores = new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
        var none = Settings.of(Map.of(), Map.of(), Optional.empty());
        Recorder recorder = (kind, subject, summary, data) -> events.add(kind + " " + subject + " " + data);
        role = new RoleUnderTest(settings,
                (in, shell) -> Points.role(in, shell, stores, new RedisStores(RedisSettings.read(none)), recorder), 1,
                access);
    }

    /** The same tables, for what no request does. */
    Relational tables() throws Exception {
        return stores.openTogether("points");
    }

    HttpResponse<String> get(String path, String... headers) throws IOException {
        return role.get(path, headers);
    }

    /** The JSON object of an answer. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(HttpResponse<String> answer) {
        return Json.read(answer.body(), Map.class);
    }

    static String text(HttpResponse<String> answer, String field) {
        return String.valueOf(object(answer).get(field));
    }

    static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    HttpResponse<String> post(String path, String json, String key) throws IOException {
        return role.json("POST", path, json, "Idempotency-Key", key);
    }

    HttpResponse<String> put(String path, String json) throws IOException {
        return json.isEmpty() ? role.send("PUT", path) : role.json("PUT", path, json);
    }

    /** The id of an entry that is made. */
    String add(String account, long amount) throws IOException {
        var answer = post("/accounts/" + account + "/entries", "{\"amount\":" + amount + "}",
                "key " + System.nanoTime());
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.body());
        }
        return text(answer, "id");
    }

    String balance(String account) throws IOException {
        return text(get("/accounts/" + account), "balance");
    }

    @Override
    public void close() {
        role.close();
    }
}
