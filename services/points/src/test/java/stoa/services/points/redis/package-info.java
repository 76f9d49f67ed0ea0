/**
 * The ledger in Redis, which drains into the relational one. Start at {@link stoa.services.points.redis.RedisLedger}; how an
 * entry is made is in {@link stoa.services.points.redis.Entering} and {@code enter.lua}.
 */
@NullMarked
package stoa.services.points.redis;

import org.jspecify.annotations.NullMarked;
