/**
 * A Redis of one server, behind Sentinels or as a Cluster, behind one small interface. Start reading at
 * {@link stoa.stores.redis.Redis}; {@link stoa.stores.redis.RedisStores} opens it.
 */
@NullMarked
package stoa.stores.redis;

import org.jspecify.annotations.NullMarked;
