package stoa.main.platform;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/**
 * The instance numbers that this process holds, the lowest that no other process of the data folder has. A number is
 * held by a file lock: it is free again when its process ends, however it ends, so a restarted process gets it back.
 */
final class InstanceNumbers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceNumbers.class);
    private static final int MOST = 10_000;

    private final Map<String, DataFolder.Lock> locks = new ConcurrentHashMap<>();
    private volatile String process = "process";

    /**
     * Takes as many numbers for each role as are asked for, and one for the process.
     *
     * @param launched what the process runs, as it was asked for
     */
    Map<String, List<Integer>> take(DataFolder data, List<String> launched, Map<String, Integer> count)
            throws StartFailed {
        var name = String.join("+", launched);
        process = name + "-" + take(data, "process-" + name, 1).getFirst();
        var taken = new LinkedHashMap<String, List<Integer>>();
        for (var wanted : count.entrySet()) {
            taken.put(wanted.getKey(), take(data, wanted.getKey(), wanted.getValue()));
        }
        return taken;
    }

    /** Takes as many more. */
    List<Integer> take(DataFolder data, String name, int count) throws StartFailed {
        var numbers = new ArrayList<Integer>();
        for (var n = 1; n <= MOST && numbers.size() < count; n++) {
            var lock = data.tryLock("run/" + name + "-" + n);
            if (lock.isPresent()) {
                locks.put(name + "-" + n, lock.get());
                numbers.add(n);
            }
        }
        if (numbers.size() < count) {
            throw new StartFailed("no more than " + MOST + " instances of " + name + " can share " + data.path());
        }
        return numbers;
    }

    /** What this process is called among those of its folder: {@code all-1}, {@code names-2}. */
    String process() {
        return process;
    }

    /** Lets others have a number again: {@code names-2}. */
    void giveBack(String instance) {
        try (var lock = locks.remove(instance)) {
            LOG.debug("{} is free: {}", instance, lock);
        } catch (IOException e) {
            LOG.warn("the number of {} could not be given back: {}", instance, e.getMessage());
        }
    }

    @Override
    public void close() {
        List.copyOf(locks.keySet()).forEach(this::giveBack);
    }
}
