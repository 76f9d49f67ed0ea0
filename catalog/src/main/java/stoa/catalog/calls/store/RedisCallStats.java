package stoa.catalog.calls.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import stoa.stores.redis.Command;
import stoa.stores.redis.Redis;
import stoa.stores.redis.Script;

/**
 * The statistics in Redis: a hash for each step with a field for each endpoint, and a sorted set of the steps. A field is
 * {@code errors;micros:calls micros:calls ...}, one pair for each bucket of the histogram that is not empty, so that Redis
 * itself can add to it.
 */
final class RedisCallStats implements CallStats {
    /** KEYS from 3: steps; then each step's. ARGV from 4: life in seconds, steps; then key, endpoint, errors, buckets. */
    private static final Script ADD = RedisTakenReports.taking("""
            local function add(sum, buckets)
                for micros, calls in string.gmatch(buckets, '(%d+):(%d+)') do
                    sum[micros] = (sum[micros] or 0) + calls
                end
            end
            local steps = #KEYS - 3
            for i = 5 + steps, #ARGV, 4 do
                local key, errors, sum, buckets = KEYS[tonumber(ARGV[i])], tonumber(ARGV[i + 2]), {}, {}
                local there = redis.call('HGET', key, ARGV[i + 1])
                if there then
                    errors = errors + string.match(there, '^%d+')
                    add(sum, string.match(there, ';.*$'))
                end
                add(sum, ARGV[i + 3])
                for micros, calls in pairs(sum) do
                    buckets[#buckets + 1] = micros .. ':' .. string.format('%.0f', calls)
                end
                redis.call('HSET', key, ARGV[i + 1],
                    string.format('%.0f', errors) .. ';' .. table.concat(buckets, ' '))
            end
            for i = 1, steps do
                redis.call('ZADD', KEYS[3], ARGV[4 + i], KEYS[3 + i])
                redis.call('EXPIRE', KEYS[3 + i], ARGV[4])
            end
            return 1""");
    private static final String SEPARATOR = "\t";
    /** Should no catalog be left to forget them. */
    private static final String LIFE_SECONDS = Long.toString(2 * KEPT.toSeconds());
    private static final int STEPS_AT_ONCE = 60;

    private final Redis redis;
    private final InstantSource clock;
    private final RedisTakenReports taken;
    private final String steps;

    RedisCallStats(Redis redis, InstantSource clock) {
        this.redis = redis;
        this.clock = clock;
        taken = new RedisTakenReports(redis, "stats");
        steps = redis.key("calls:stats");
    }

    /** What a field holds. */
    private static final class Sum {
        final Histogram micros = Micros.none();
        long errors;

        void add(String text) {
            var at = text.indexOf(';');
            errors += Long.parseLong(text, 0, at, 10);
            // by hand: an hour of busy endpoints is millions of pairs
            while (at + 1 < text.length()) {
                var colon = text.indexOf(':', at);
                var end = text.indexOf(' ', colon);
                end = end < 0 ? text.length() : end;
                micros.recordValueWithCount(Long.parseLong(text, at + 1, colon, 10),
                        Long.parseLong(text, colon + 1, end, 10));
                at = end;
            }
        }
    }

    @Override
    public boolean add(ReportId report, List<Count> counts) {
        var now = clock.instant();
        // what would be forgotten at once is not written first
        var fresh = counts.stream().filter(c -> c.at().isAfter(now.minus(KEPT))).toList();
        var numbers = new LinkedHashMap<Long, Integer>();
        var keys = new ArrayList<>(List.of(steps));
        for (var count : fresh) {
            var step = CallStats.step(count.at());
            if (!numbers.containsKey(step)) {
                keys.add(steps + ":" + step);
                // KEYS begin with the two of the taken reports
                numbers.put(step, keys.size() + 2);
            }
        }
        var arguments = new ArrayList<>(List.of(LIFE_SECONDS));
        numbers.keySet().forEach(step -> arguments.add(Long.toString(step)));
        for (var count : fresh) {
            arguments.addAll(List.of(String.valueOf(numbers.get(CallStats.step(count.at()))),
                    count.service() + SEPARATOR + count.endpoint(), Long.toString(count.errors()),
                    buckets(count.micros())));
        }
        var all = RedisTakenReports.arguments(report, now, arguments);
        return redis.run(ADD.with(taken.keys(keys), all)).number() == 1;
    }

    private static String buckets(Histogram micros) {
        var text = new StringBuilder();
        for (var bucket : micros.recordedValues()) {
            text.append(text.isEmpty() ? "" : " ").append(micros.lowestEquivalentValue(bucket.getValueIteratedTo()))
                    .append(':').append(bucket.getCountAtValueIteratedTo());
        }
        return text.toString();
    }

    @Override
    public List<Count> since(Instant from, Optional<String> service) {
        var there = redis.run(Command.of("ZRANGEBYSCORE", steps, Long.toString(CallStats.step(from)), "+inf")).texts();
        var begin = service.map(name -> name + SEPARATOR).orElse("");
        var sums = new HashMap<String, Sum>();
        for (var first = 0; first < there.size(); first += STEPS_AT_ONCE) {
            var some = there.subList(first, Math.min(there.size(), first + STEPS_AT_ONCE));
            redis.run(some.stream().map(key -> Command.of("HGETALL", key)).toList()).stream()
                    .flatMap(hash -> hash.fields().stream()).filter(f -> f.name().startsWith(begin))
                    .forEach(f -> sums.computeIfAbsent(f.name(), _ -> new Sum()).add(f.value()));
        }
        return sums.entrySet().stream().map(e -> count(from, e)).toList();
    }

    private static Count count(Instant from, Map.Entry<String, Sum> sum) {
        var name = sum.getKey().split(SEPARATOR, 2);
        return new Count(from, name[0], name[1], sum.getValue().errors, sum.getValue().micros);
    }

    @Override
    public void trim(Instant before) {
        taken.trim(clock.instant());
        var old = redis.run(Command.of("ZRANGEBYSCORE", steps, "-inf", "(" + CallStats.step(before))).texts();
        if (!old.isEmpty()) {
            var rest = old.stream().skip(1).toArray(String[]::new);
            redis.run(List.of(Command.of("UNLINK", old.getFirst(), rest),
                    Command.of("ZREM", steps, old.toArray(String[]::new))));
        }
    }
}
