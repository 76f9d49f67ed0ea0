package stoa.stores.redis;

import java.util.List;

/**
 * Replies in their order, and how many replicas have what was written, the fewest of any node's; 0 where none was waited
 * for.
 */
public record Replicated(List<Reply> replies, long replicas) {}
