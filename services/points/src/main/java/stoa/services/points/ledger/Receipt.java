package stoa.services.points.ledger;

import java.time.Instant;
import java.util.List;

/**
 * What somebody found who looked whether acknowledged entries are still there.
 *
 * @param instance who looked
 * @param cause why, in words
 * @param checked how many entries were looked for
 * @param missing the ids of those that no store has; none is the good news
 */
public record Receipt(String id, Instant at, String instance, String cause, long checked, List<String> missing) {}
