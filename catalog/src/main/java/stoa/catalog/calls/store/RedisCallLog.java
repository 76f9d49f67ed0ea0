package stoa.catalog.calls.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import stoa.discovery.CallReport.Call;
import stoa.discovery.CallReport.Why;
import stoa.stores.redis.Command;
import stoa.stores.redis.Redis;
import stoa.stores.redis.Reply.Field;
import stoa.stores.redis.Script;

/**
 * The log in Redis: a sorted set without scores, whose members begin with their place, so that their order as text is the
 * order of the list; a list of the places as they were reported, of which the last stay; a hash of what was left out.
 */
final class RedisCallLog implements CallLog {
    /** KEYS from 3: log, order, sequence, left out. ARGV from 4: step, calls left out; then time and text of each call. */
    private static final Script APPEND = RedisTakenReports.taking("""
            local calls = (#ARGV - 5) / 2
            local sequence = redis.call('INCRBY', KEYS[5], calls) - calls
            for i = 6, #ARGV, 2 do
                sequence = sequence + 1
                local place = ARGV[i] .. string.format('%016.0f', sequence)
                redis.call('ZADD', KEYS[3], 0, place .. '\\t' .. ARGV[i + 1])
                redis.call('RPUSH', KEYS[4], place)
            end
            if tonumber(ARGV[5]) > 0 then
                redis.call('HINCRBY', KEYS[6], ARGV[4], ARGV[5])
            end
            return 1""");
    /** KEYS: log, order. ARGV: how many stay, how many go at most. Answers how many went, and the oldest member left. */
    private static final Script TRIM = Script.of("""
            local gone = math.min(redis.call('LLEN', KEYS[2]) - ARGV[1], tonumber(ARGV[2]))
            if gone <= 0 then
                return {0}
            end
            for _, place in ipairs(redis.call('LRANGE', KEYS[2], 0, gone - 1)) do
                redis.call('ZREMRANGEBYLEX', KEYS[1], '[' .. place, '(' .. place .. '\\n')
            end
            redis.call('LTRIM', KEYS[2], gone, -1)
            return {gone, redis.call('ZRANGE', KEYS[1], 0, 0)[1]}""");
    private static final String SEPARATOR = "\t";
    private static final int TIME_DIGITS = 16;
    private static final int PLACE_DIGITS = 32;
    private static final long HIGHEST_SEQUENCE = 9_999_999_999_999_999L;
    /** Small enough that nobody else waits for long. */
    private static final int AT_ONCE = 2000;

    private final Redis redis;
    private final long kept;
    private final InstantSource clock;
    private final RedisTakenReports taken;
    private final String log;
    private final String order;
    private final String sequence;
    private final String leftOut;

    /** @param kept so many calls stay, the last that were reported */
    RedisCallLog(Redis redis, long kept, InstantSource clock) {
        this.redis = redis;
        this.kept = kept;
        this.clock = clock;
        taken = new RedisTakenReports(redis, "log");
        log = redis.key("calls:log");
        order = redis.key("calls:log:order");
        sequence = redis.key("calls:log:sequence");
        leftOut = redis.key("calls:log:left-out");
    }

    @Override
    public boolean append(ReportId report, Instant at, List<Call> calls, long left) {
        var more = new ArrayList<>(List.of(Long.toString(CallStats.step(at)), Long.toString(left)));
        for (var call : calls) {
            more.add(time(call.at().toEpochMilli()));
            more.add(text(call));
        }
        var keys = taken.keys(List.of(log, order, sequence, leftOut));
        return redis.run(APPEND.with(keys, RedisTakenReports.arguments(report, clock.instant(), more))).number() == 1;
    }

    /** As digits whose order is the times' own, also before 1970. */
    private static String time(long millis) {
        return HexFormat.of().toHexDigits(millis ^ Long.MIN_VALUE);
    }

    private static String place(Place place) {
        var sequence = Math.clamp(place.sequence(), 0, HIGHEST_SEQUENCE);
        return time(place.millis()) + String.format(Locale.ROOT, "%016d", sequence);
    }

    private static String text(Call c) {
        return String.join(SEPARATOR, c.service(), c.instance(), c.method(), c.path(), Integer.toString(c.status()),
                Long.toString(c.micros()), c.traceId(), c.why().name());
    }

    private static Logged logged(String member) {
        var millis = HexFormat.fromHexDigitsToLong(member, 0, TIME_DIGITS) ^ Long.MIN_VALUE;
        var f = member.split(SEPARATOR, -1);
        return new Logged(new Place(millis, Long.parseLong(member, TIME_DIGITS, PLACE_DIGITS, 10)),
                new Call(Instant.ofEpochMilli(millis), f[1], f[2], f[3], f[4], Integer.parseInt(f[5]),
                        Long.parseLong(f[6]), f[7], Why.valueOf(f[8])));
    }

    @Override
    public Found list(Filter filter, Optional<Place> after, int most) {
        var wanted = wanted(filter);
        var least = filter.since().map(at -> "[" + time(at.toEpochMilli())).orElse("-");
        // both exclusive; the lower one holds
        var top = after.map(RedisCallLog::place);
        var until = filter.until().map(at -> time(at.toEpochMilli()));
        var bound = top.isPresent() && until.isPresent() && until.get().compareTo(top.get()) < 0
                ? until
                : top.or(() -> until);
        var upper = bound.map(b -> "(" + b).orElse("+");
        var page = new ArrayList<Logged>();
        // without a filter one step is enough
        var step = most;
        while (true) {
            var members = redis.run(Command.of("ZREVRANGEBYLEX", log, upper, least, "LIMIT", "0",
                    Integer.toString(step))).texts();
            members.stream().map(RedisCallLog::logged).filter(l -> wanted.test(l.call())).limit(most - page.size())
                    .forEach(page::add);
            if (page.size() == most || members.size() < step) {
                return new Found(page, leftOut(filter));
            }
            upper = "(" + members.getLast().substring(0, PLACE_DIGITS);
            step = AT_ONCE;
        }
    }

    private long leftOut(Filter filter) {
        var since = filter.since().map(CallStats::step).orElse(Long.MIN_VALUE);
        var until = filter.until().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        return redis.run(Command.of("HGETALL", leftOut)).fields().stream()
                .filter(f -> slot(f) >= since && slot(f) < until).mapToLong(f -> Long.parseLong(f.value())).sum();
    }

    private static long slot(Field leftOut) {
        return Long.parseLong(leftOut.name());
    }

    /** What a filter says beside the times, by which the log is sorted. */
    private static Predicate<Call> wanted(Filter filter) {
        var least = filter.atLeast().map(d -> TimeUnit.NANOSECONDS.toMicros(d.toNanos()));
        return call -> same(filter.service(), call.service()) && same(filter.instance(), call.instance())
                && same(filter.method(), call.method()) && same(filter.traceId(), call.traceId())
                && same(filter.why(), call.why()) && filter.path().map(call.path()::startsWith).orElse(true)
                && filter.status().map(s -> call.status() >= s.least() && call.status() <= s.most()).orElse(true)
                && least.map(l -> call.micros() >= l).orElse(true);
    }

    private static <T> boolean same(Optional<T> wanted, T value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }

    @Override
    public void trim() {
        taken.trim(clock.instant());
        while (true) {
            var went = redis.run(TRIM.with(List.of(log, order), List.of(Long.toString(kept),
                    Integer.toString(AT_ONCE)))).many();
            if (went.size() > 1) {
                forgetLeftOut(CallStats.step(logged(went.get(1).text()).call().at()));
            }
            if (went.getFirst().number() < AT_ONCE) {
                return;
            }
        }
    }

    private void forgetLeftOut(long before) {
        var old = redis.run(Command.of("HKEYS", leftOut)).texts().stream().filter(s -> Long.parseLong(s) < before)
                .toArray(String[]::new);
        if (old.length > 0) {
            redis.run(Command.of("HDEL", leftOut, old));
        }
    }
}
