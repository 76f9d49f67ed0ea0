package stoa.main.platform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private final List<DataFolder.Lock> locks = new ArrayList<>();

    /** Takes as many numbers for each name as are asked for. */
    Map<String, List<Integer>> take(DataFolder data, Map<String, Integer> count) throws StartFailed {
        var taken = new LinkedHashMap<String, List<Integer>>();
        for (var wanted : count.entrySet()) {
            var numbers = new ArrayList<Integer>();
            for (var n = 1; n <= MOST && numbers.size() < wanted.getValue(); n++) {
                var lock = data.tryLock("run/" + wanted.getKey() + "-" + n);
                if (lock.isPresent()) {
                    locks.add(lock.get());
                    numbers.add(n);
                }
            }
            if (numbers.size() < wanted.getValue()) {
                throw new StartFailed("no more than " + MOST + " instances of " + wanted.getKey() + " can share "
                        + data.path());
            }
            taken.put(wanted.getKey(), numbers);
        }
        return taken;
    }

    @Override
    public void close() {
        for (var lock : locks) {
            try {
                lock.close();
            } catch (java.io.IOException e) {
                LOG.warn("an instance number could not be given back: {}", e.getMessage());
            }
        }
    }
}
