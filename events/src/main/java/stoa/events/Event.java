package stoa.events;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to the platform.
 *
 * @param id unique and ordered by time (UUID version 7); an event that is told twice is kept once
 * @param kind dotted and stable, for programs: {@code instance.registered}, {@code instance.unroutable}
 * @param source who tells: an instance id such as {@code catalog-1}
 * @param subject what it happened to: {@code orders/orders-1}
 * @param summary one line for a person
 */
public record Event(String id, Instant at, String kind, String source, String subject, String summary,
        Map<String, String> data) {}
