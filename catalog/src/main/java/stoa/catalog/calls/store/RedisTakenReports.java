package stoa.catalog.calls.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import stoa.stores.redis.Redis;
import stoa.stores.redis.Script;

/**
 * Which reports one part has taken, as {@link TakenReports}: a hash of the last number by source, and a sorted set of when
 * each source was heard. A report is taken by the script that keeps what it says, and by none other.
 */
final class RedisTakenReports {
    /** KEYS: numbers, heard. ARGV: source, number, now. Ends the script that it begins where the report is not new. */
    private static final String TAKE = """
            local taken = redis.call('HGET', KEYS[1], ARGV[1])
            if taken and tonumber(taken) >= tonumber(ARGV[2]) then
                return 0
            end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
            """;
    /** KEYS: as above. ARGV: the time before which sources are forgotten, how many at most. */
    private static final Script FORGET = Script.of("""
            local silent = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])
            for _, source in ipairs(silent) do
                redis.call('HDEL', KEYS[1], source)
                redis.call('ZREM', KEYS[2], source)
            end
            return #silent""");
    private static final int AT_ONCE = 1000;

    private final Redis redis;
    private final List<String> keys;

    RedisTakenReports(Redis redis, String part) {
        this.redis = redis;
        this.keys = List.of(redis.key("calls:" + part + ":taken"), redis.key("calls:" + part + ":heard"));
    }

    /**
     * @param keep what a new report does, from {@code KEYS[3]} and {@code ARGV[4]} on; 0 is answered where it is not new
     */
    static Script taking(String keep) {
        return Script.of(TAKE + keep);
    }

    List<String> keys(List<String> more) {
        var all = new ArrayList<>(keys);
        all.addAll(more);
        return all;
    }

    static List<String> arguments(ReportId report, Instant now, List<String> more) {
        var all = new ArrayList<>(List.of(report.source(), Integer.toString(report.number()),
                Long.toString(now.toEpochMilli())));
        all.addAll(more);
        return all;
    }

    /** Forgets sources that have long been silent. */
    void trim(Instant now) {
        var before = Long.toString(now.minus(TakenReports.REMEMBERED).toEpochMilli());
        long forgotten;
        do {
            forgotten = redis.run(FORGET.with(keys, List.of(before, Integer.toString(AT_ONCE)))).number();
        } while (forgotten == AT_ONCE);
    }
}
