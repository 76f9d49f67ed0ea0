package stoa.http.client;

/** What comes back when a stream of events is asked for: the stream, or an answer that refuses it. */
sealed interface EventBody permits StreamBody, EventBody.Refusal {

    record Refusal(byte[] bytes) implements EventBody {}
}
