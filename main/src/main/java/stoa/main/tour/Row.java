package stoa.main.tour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import stoa.main.remote.Remote.Answer;

/**
 * One request and what the contract says of its answer.
 *
 * @param listener the gateway's listener that it goes to, by label
 * @param within how long the platform may take until the answer is so; zero: at once
 */
record Row(String listener, String method, String path, Map<String, String> headers, String body,
        List<Expected> expected,
        Duration within) {

    /** Something that holds for the answer, in words and as a test. */
    record Expected(String words, Predicate<Answer> holds) {}

    static Row get(String path) {
        return of("GET", path);
    }

    static Row of(String method, String path) {
        return new Row("main", method, path, Map.of(), "", List.of(), Duration.ZERO);
    }

    /** The same at another listener than the main one. */
    Row at(String label) {
        return new Row(label, method, path, headers, body, expected, within);
    }

    Row header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Row(listener, method, path, more, body, expected, within);
    }

    Row json(String text) {
        return sending("application/json", text);
    }

    Row sending(String type, String text) {
        return new Row(listener, method, path, Map.of("Content-Type", type), text, expected, within);
    }

    Row within(Duration time) {
        return new Row(listener, method, path, headers, body, expected, time);
    }

    Row status(int status) {
        return expect("status " + status, answer -> answer.status() == status);
    }

    Row type(String mediaType) {
        return expect(mediaType, answer -> answer.header("content-type").startsWith(mediaType));
    }

    /** A header that contains this. */
    Row answerHeader(String name, String part) {
        return expect(name + ": " + part, answer -> answer.header(name).contains(part));
    }

    Row answerHeaderIs(String name, String value) {
        return expect(name + ": " + value + " and no more", answer -> answer.header(name).equals(value));
    }

    Row says(String part) {
        return expect("\"" + part + "\"", answer -> answer.body().contains(part));
    }

    /** A JSON field, {@code services.0.name}, that is there and not empty. */
    Row has(String field) {
        return expect(field, answer -> !JsonField.of(answer.body(), field).isEmpty());
    }

    Row has(String field, String value) {
        return expect(field + " = " + value, answer -> JsonField.of(answer.body(), field).equals(value));
    }

    /** A problem document with its trace id (RFC 9457). */
    Row problem(int status) {
        return status(status).type("application/problem+json").has("status", String.valueOf(status)).has("title")
                .has("traceId");
    }

    /** 422 that names the field. */
    Row invalid(String field) {
        return problem(422).has("errors.0.field", field);
    }

    Row expect(String words, Predicate<Answer> holds) {
        var more = new ArrayList<>(expected);
        more.add(new Expected(words, holds));
        return new Row(listener, method, path, headers, body, List.copyOf(more), within);
    }
}
