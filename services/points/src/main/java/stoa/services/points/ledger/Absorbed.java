package stoa.services.points.ledger;

import java.util.List;
import java.util.Set;

/**
 * What became of entries that were made elsewhere.
 *
 * @param added those that were not here
 * @param refused those with the key of another one that is here
 * @param forked accounts whose entries do not go on from those that were here: somebody else had entered meanwhile
 */
public record Absorbed(List<Entry> added, List<Entry> refused, Set<String> forked) {}
