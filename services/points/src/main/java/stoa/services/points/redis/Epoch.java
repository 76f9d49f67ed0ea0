package stoa.services.points.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import stoa.stores.redis.Told;

/**
 * Which Redis answers: as long as it is the same one, what it says is what it was told. Another one may have lost the last
 * of it.
 *
 * @param generation the connections on which it was asked
 * @param text short, and another one for other masters
 * @param onDisk whether each write is on the masters' disks before it is answered
 */
record Epoch(long generation, String text, List<Master> masters, boolean onDisk) {

    /**
     * A server that takes writes, in its own words.
     *
     * @param process of one start to its end
     * @param history of what it has written; a replica that becomes a master begins one, and tells which it went on from
     */
    record Master(String process, String history, String before, boolean logs, String full) {
        private static Master of(String info) {
            Map<String, String> said = info.lines().filter(l -> l.contains(":")).map(l -> l.strip().split(":", 2))
                    .collect(Collectors.toMap(f -> f[0], f -> f[1], (first, _) -> first));
            var policy = said.getOrDefault("maxmemory_policy", "noeviction");
            return new Master(said.getOrDefault("run_id", ""), said.getOrDefault("master_replid", ""),
                    said.getOrDefault("master_replid2", ""), said.getOrDefault("aof_enabled", "").equals("1"),
                    said.getOrDefault("maxmemory", "0").equals("0") ? "noeviction" : policy);
        }
    }

    /** @param always whether a log is written through to the disk each time */
    static Epoch of(Told info, boolean always) {
        var masters = masters(info);
        var all = masters.stream().map(m -> m.process + " " + m.history).sorted().collect(Collectors.joining("\n"));
        var text = UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
        return new Epoch(info.generation(), text, masters, always);
    }

    private static List<Master> masters(Told info) {
        return info.answers().stream().map(a -> Master.of(a.text())).toList();
    }

    /** Whether each master keeps a log on its disk. */
    static boolean logs(Told info) {
        return masters(info).stream().allMatch(Master::logs);
    }

    /** How this one came after another, in words. */
    String after(Epoch earlier) {
        var histories = earlier.masters.stream().map(Master::history).toList();
        var processes = earlier.masters.stream().map(Master::process).toList();
        var goneOn = masters.stream().filter(m -> !processes.contains(m.process))
                .anyMatch(m -> histories.contains(m.before));
        var others = masters.stream().anyMatch(m -> !processes.contains(m.process));
        return goneOn || !others ? "another master" : "Redis is another process than before";
    }

    /** Whether Redis may throw away what it was told, in words. */
    Optional<String> trouble() {
        return masters.stream().map(Master::full).filter(p -> !p.equals("noeviction")).findFirst()
                .map(policy -> "Redis throws entries away when its memory is full (maxmemory-policy " + policy
                        + "): noeviction is what the ledger needs");
    }
}
